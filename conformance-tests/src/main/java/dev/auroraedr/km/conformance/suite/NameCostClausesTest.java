package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** STR-12: no image's name is asked for where no list of images can match. */
@Requires({Capability.KERNEL_TRACE, Capability.STIMULI})
class NameCostClausesTest extends RegistryClauseTest {
  private static final String IMAGE_NAME = "SeLocateProcessImageName";
  private static final int TERMINATE = 0x0001;

  private long namesAsked(TestBed bed, Runnable operation) {
    bed.machine().kernelControl().startTrace();
    operation.run();
    return Collections.frequency(bed.machine().kernelControl().stopTrace(), IMAGE_NAME);
  }

  private void asks(long expected, TestBed bed, Runnable operation, String what) {
    judge().equal(expected, namesAsked(bed, operation), "image names asked for by " + what);
  }

  private static void open(TestBed bed) {
    bed.activity().openProcess(bed.activity().startProcess().id(), TERMINATE);
  }

  @Test
  @Clause(Clauses.STR_12)
  void str12_nobodyProtectedNorTrusted_opensAskForNoImage() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "ProtectedImages", List.of());
    PolicySetup.setList(bed, "TrustedImages", List.of());
    bed.load();
    asks(0, bed, () -> open(bed), "an open with nobody protected or trusted");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.STR_12})
  @Requires(Capability.FAULTS)
  void str12_systemVolumeUnresolved_opensAskForNoImage() {
    TestBed bed = bareBed();
    bed.machine().kernelControl().failAll("ZwQuerySymbolicLinkObject");
    bed.load();
    asks(0, bed, () -> open(bed), "an open with the system volume unresolved");
    bed.machine().kernelControl().clear();
    bed.session().health();
    judge()
        .that(
            namesAsked(bed, () -> open(bed)) > 0,
            "a target's image must be asked for once a list can match",
            "none");
  }

  @Test
  @Clause({Clauses.POL_1, Clauses.STR_12})
  @Requires(Capability.PEER)
  void str12_nobodyCanBeTrusted_refusalsAskForNoImage() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "ProtectedImages", List.of());
    PolicySetup.setList(bed, "TrustedImages", List.of());
    PolicySetup.setList(bed, "BlockedKeys", List.of(VAULT));
    bed.load();
    registry().createKey(VAULT);
    asks(
        0,
        bed,
        () -> denied(new SetData(VAULT, "new", REG_SZ, new byte[2])),
        "a refusal with nobody to trust");
  }

  /** One of the two lists is enough to be trusted, so that images are asked for then. */
  @ParameterizedTest
  @CsvSource({
    "ProtectedImages, \\Windows\\System32\\lsass.exe",
    "TrustedImages, \\Program Files\\Aurora\\EDR\\edr-windows.exe"
  })
  @Clause({Clauses.POL_1, Clauses.STR_12})
  @Requires(Capability.PEER)
  void str12_oneListEmpty_theOtherTrustsAllTheSame(String empty, String trusted) {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, empty, List.of());
    PolicySetup.setList(bed, "BlockedKeys", List.of(VAULT));
    bed.load();
    registry().createKey(VAULT);
    SetData write = new SetData(VAULT, "new", REG_SZ, new byte[2]);
    denied(write);
    succeed(By.process(start(trusted), write));
  }
}
