package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.ProtectionMode;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PAR-1 to PAR-3: what a signature or a failing registration leads to. */
class PartialProtectionClausesTest extends ClauseTest {
  private static final int REGISTERED = CallbackHealth.REGISTERED;
  private static final int FAILED = CallbackHealth.REGISTRATION_FAILED;

  /** The optional registrations, by the call that makes them. */
  enum Part {
    PROCESS("PsSetCreateProcessNotifyRoutineEx", "process_notify_health"),
    OBJECT("ObRegisterCallbacks", "object_callback_health"),
    REGISTRY("CmRegisterCallbackEx", "registry_callback_health");

    private final String call;
    private final String health;

    Part(String call, String health) {
      this.call = call;
      this.health = health;
    }
  }

  private void mustBe(Session session, List<Part> failed) {
    RawStruct health = session.healthReport();
    for (Part part : Part.values()) {
      long expected = failed.contains(part) ? FAILED : REGISTERED;
      judge().equal(expected, health.get(part.health), part.health);
    }
    long mode = failed.isEmpty() ? ProtectionMode.FULL : ProtectionMode.PARTIAL_PROTECTION;
    judge().equal(mode, session.status().get("protection_mode"), "protection_mode");
    judge().equal(2L, session.status().get("filter_status"), "filter_status");
    judge().equal(1L, health.get("minifilter_active"), "minifilter_active");
  }

  private Session loaded(MachineVariation variation) {
    return bareBed(variation).load().session();
  }

  @ParameterizedTest
  @EnumSource(
      value = Signature.class,
      names = {"NONE", "TEST"})
  @Clause(Clauses.PAR_1)
  @Requires(Capability.VARIATIONS)
  void par1_seedModelWithoutMicrosoftsSignature_isPartialProtection(Signature signature) {
    MachineVariation image = Variations.signing(IntegrityModel.SEED, signature, true);
    mustBe(loaded(Variations.secureBoot(image)), List.of(Part.PROCESS, Part.OBJECT));
  }

  @ParameterizedTest
  @CsvSource({"true, MICROSOFT", "false, NONE", "false, TEST", "false, MICROSOFT"})
  @Clause(Clauses.PAR_1)
  @Requires(Capability.VARIATIONS)
  void par1_seedModelSignedOrWithoutSecureBoot_isFull(boolean secureBoot, Signature signature) {
    MachineVariation image = Variations.signing(IntegrityModel.SEED, signature, true);
    mustBe(loaded(secureBoot ? Variations.secureBoot(image) : image), List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "true, NONE, 0xC0000428",
    "true, TEST, 0xC0000428",
    "false, NONE, 0xC0000428",
    "false, TEST, 0",
    "true, MICROSOFT, 0"
  })
  @Clause(Clauses.PAR_1)
  @Requires(Capability.VARIATIONS)
  void par1_documentedModel_refusesTheLoad(boolean secureBoot, Signature signature, String status) {
    MachineVariation image = Variations.signing(IntegrityModel.DOCUMENTED, signature, true);
    TestBed bed = bareBed(secureBoot ? Variations.secureBoot(image) : image);
    int expected = Long.decode(status).intValue();
    if (expected == NtStatus.SUCCESS) {
      mustBe(bed.load().session(), List.of());
      return;
    }
    judge().status(expected, bed.machine().load(), "loading an image signed by " + signature);
    judge()
        .status(
            NtStatus.OBJECT_NAME_NOT_FOUND,
            bed.process(Account.SYSTEM).open(OpenRequest.device()).status(),
            "opening the device after it");
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  @Clause(Clauses.PAR_2)
  @Requires({Capability.FAULTS, Capability.VARIATIONS})
  void par2_oneRegistrationFails_restIsAtWork(Part part) {
    for (int status : List.of(NtStatus.ACCESS_DENIED, NtStatus.INSUFFICIENT_RESOURCES)) {
      TestBed bed = bareBed(Variations.build(26100, true));
      bed.machine().kernelControl().failAll(part.call, status);
      bed.load();
      bed.machine().kernelControl().clear();
      Session session = bed.session();
      mustBe(session, List.of(part));
      String file = bed.activity().createFile();
      var stream = session.openStream(EventMask.FILE_CREATE, 0);
      String next = bed.activity().createFile();
      judge().equal(List.of(next), stream.receive().names(), "file events after " + file);
    }
  }

  @Test
  @Clause(Clauses.PAR_2)
  @Requires({Capability.FAULTS, Capability.VARIATIONS})
  void par2_allThreeFail_filterIsAtWork() {
    TestBed bed = bareBed(Variations.build(26100, true));
    for (Part part : Part.values()) {
      bed.machine().kernelControl().failAll(part.call, NtStatus.ACCESS_DENIED);
    }
    bed.load();
    bed.machine().kernelControl().clear();
    Session session = bed.session();
    mustBe(session, List.of(Part.values()));
    var stream = session.openStream();
    String name = bed.activity().createFile();
    judge().equal(List.of(name), stream.receive().names(), "file events");
  }

  @Test
  @Clause(Clauses.PAR_2)
  @Requires(Capability.VARIATIONS)
  void par2_nothingFails_isFull() {
    mustBe(loaded(Variations.build(26100, true)), List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "DOCUMENTED, 26100",
    "DOCUMENTED, 14393",
    "SEED, 26100",
    "SEED, 14393",
    "SEED, 22631"
  })
  @Clause(Clauses.PAR_3)
  @Requires(Capability.VARIATIONS)
  void par3_imageWithoutForceIntegrity_isDenied(IntegrityModel model, int build) {
    MachineVariation image = Variations.signing(model, Signature.MICROSOFT, false);
    MachineVariation version = Variations.build(build, true);
    mustBe(
        loaded(profile -> image.apply(version.apply(profile))), List.of(Part.PROCESS, Part.OBJECT));
  }

  @ParameterizedTest
  @EnumSource(IntegrityModel.class)
  @Clause(Clauses.PAR_3)
  @Requires(Capability.VARIATIONS)
  void par3_imageWithForceIntegrity_isNot(IntegrityModel model) {
    mustBe(loaded(Variations.signing(model, Signature.MICROSOFT, true)), List.of());
  }
}
