package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OBJ-1 and POL-1 where the policy names the images; letters outside ASCII fold too (FIL-2). */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class ConfiguredProtectionClausesTest extends ProcessClauses {
  private static final String GUARD = "\\Pr\u00fcf\\w\u00e4chter.exe";
  private static final String GUARD_SHOUTED = "\\PR\u00dcF\\W\u00c4CHTER.EXE";
  private static final String FRIEND = "\\\u0436\\friend.exe";
  private static final String FRIEND_SHOUTED = "\\\u0416\\FRIEND.EXE";

  private void configured() {
    bareBed();
    write("ProtectedImages", List.of("\\other.exe", GUARD));
    write("TrustedImages", List.of(FRIEND));
    bed().load();
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.FIL_2})
  void obj1_configuredImages_areProtectedInAnyCase() {
    configured();
    long actor = start(TOOL);
    for (String image : List.of("\\other.exe", "\\OTHER.exe", GUARD, GUARD_SHOUTED)) {
      long guard = start(image, Start.by(start(FRIEND)));
      mustGrant(0, open(actor, guard, STRIPPED), "an open of " + image);
      mustGrant(STRIPPED, open(start(FRIEND_SHOUTED), guard, STRIPPED), "an open by a friend");
      mustGrant(STRIPPED, open(start(GUARD_SHOUTED), guard, STRIPPED), "an open by a guard");
    }
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.POL_1})
  void obj1_imagesOfTheDefaults_countNoMoreWhereThePolicyNamesOthers() {
    configured();
    long guard = start(GUARD, Start.by(start(FRIEND)));
    long sensor = start(SENSOR);
    long services = start(SERVICES);
    mustGrant(ALL_ACCESS, open(start(TOOL), sensor, ALL_ACCESS), "an open of the default's image");
    mustGrant(0, open(sensor, guard, STRIPPED), "an open by the default's protected image");
    mustGrant(0, open(services, guard, STRIPPED), "an open by the default's trusted image");
  }
}
