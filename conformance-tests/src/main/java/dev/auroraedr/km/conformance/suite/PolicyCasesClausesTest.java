package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.KeyProbe;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.cases.PolicyCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** POL-1 to POL-3: what a load makes of the Parameters key's values, by the fixtures' cases. */
@Requires(Capability.STIMULI)
class PolicyCasesClausesTest extends ClauseTest {
  private static final int TERMINATE_AND_WRITE = 0x0021;
  private static final int QUERY = 0x1000;
  private static final int ALL_ACCESS = 0x001F_FFFF;

  private final List<String> wrong = new ArrayList<>();

  @Test
  @Clause({Clauses.POL_2, Clauses.POL_3, Clauses.FIL_2})
  void pol2_monitoredKeys_areThoseThatTheCaseCounts() {
    for (PolicyCase each : PolicyCase.of("MonitoredKeys")) {
      onMachine(each, bed -> monitored(bed, each));
    }
    noneWrong();
  }

  private void monitored(TestBed bed, PolicyCase each) {
    KeyProbe probe = new KeyProbe(bed, bed.session().openStream(EventMask.REGISTRY, 0));
    each.yes().forEach(key -> probe.set(key, "yes " + each.yes().indexOf(key)));
    each.no().forEach(key -> probe.set(key, "no " + each.no().indexOf(key)));
    each.yes()
        .forEach(
            key ->
                that(probe.isReported("yes " + each.yes().indexOf(key)), each, "unmonitored", key));
    each.no()
        .forEach(
            key -> that(!probe.isReported("no " + each.no().indexOf(key)), each, "monitored", key));
  }

  @Test
  @Clause({Clauses.POL_1, Clauses.POL_2, Clauses.POL_3})
  void pol1_blockedKeys_areThoseThatTheCaseCounts() {
    for (PolicyCase each : PolicyCase.of("BlockedKeys")) {
      onMachine(each, bed -> blockedKeys(bed, each));
    }
    noneWrong();
  }

  private void blockedKeys(TestBed bed, PolicyCase each) {
    KeyProbe probe = new KeyProbe(bed, bed.session().openStream(EventMask.REGISTRY, 0));
    for (String key : each.yes()) {
      that(probe.set(key, "v" + key) == NtStatus.ACCESS_DENIED, each, "not blocked", key);
    }
    for (String key : each.no()) {
      that(probe.set(key, "v" + key) == NtStatus.SUCCESS, each, "blocked", key);
    }
  }

  @Test
  @Clause({Clauses.POL_1, Clauses.POL_2, Clauses.FIL_2})
  void pol1_blockedImages_areThoseThatTheCaseCounts() {
    for (PolicyCase each : PolicyCase.of("BlockedImages")) {
      onMachine(each, bed -> blockedImages(bed, each));
    }
    noneWrong();
  }

  private void blockedImages(TestBed bed, PolicyCase each) {
    for (String image : each.yes()) {
      int status = bed.activity().startProcess(image).status();
      that(status == NtStatus.ACCESS_DENIED, each, "not blocked", image);
    }
    for (String image : each.no()) {
      int status = bed.activity().startProcess(image).status();
      that(status == NtStatus.SUCCESS, each, "blocked", image);
    }
  }

  @Test
  @Clause(Clauses.POL_2)
  void pol2_protectedImages_areThoseThatTheCaseCounts() {
    for (PolicyCase each : PolicyCase.of("ProtectedImages")) {
      onMachine(each, bed -> protectedImages(bed, each));
    }
    noneWrong();
  }

  private void protectedImages(TestBed bed, PolicyCase each) {
    each.yes().forEach(image -> that(granted(bed, image) == QUERY, each, "unprotected", image));
    each.no().forEach(image -> that(granted(bed, image) != QUERY, each, "protected", image));
  }

  private static long granted(TestBed bed, String image) {
    long process = bed.activity().startProcess(image).id();
    return bed.activity().openProcess(process, TERMINATE_AND_WRITE | QUERY).id();
  }

  @Test
  @Clause(Clauses.POL_2)
  void pol2_extraStrippedAccess_isWhatTheCaseCounts() {
    for (PolicyCase each : PolicyCase.of("ExtraStrippedAccess")) {
      onMachine(each, bed -> strippedAccess(bed, each));
    }
    noneWrong();
  }

  private void strippedAccess(TestBed bed, PolicyCase each) {
    long process = bed.activity().startProtectedProcess().id();
    long granted = bed.activity().openProcess(process, ALL_ACCESS).id();
    that(granted == (ALL_ACCESS & ~each.stripped()), each, "another mask", granted);
  }

  private interface Check {
    void on(TestBed bed);
  }

  /** A machine for each case, ended before the next one boots. */
  private void onMachine(PolicyCase each, Check check) {
    Judge judge = judge();
    try (TestBed bed = TestBed.bare(judge)) {
      PolicySetup.set(bed, each);
      check.on(bed.load());
      bed.finish();
    }
  }

  private void that(boolean right, PolicyCase each, String was, Object what) {
    if (!right) {
      String text = what.toString();
      wrong.add(each + ": " + was + ": " + (text.length() > 120 ? text.length() + " units" : text));
    }
  }

  private void noneWrong() {
    judge().that(wrong.isEmpty(), "the policy must be what each case counts", wrong);
  }
}
