package dev.auroraedr.km.emulator.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import dev.auroraedr.km.fixtures.MachineProfiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeIntegrityTest {
  private static final MachineProfile PROFILE = MachineProfiles.load(MachineProfiles.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "DOCUMENTED, true,  MICROSOFT, true",
    "DOCUMENTED, false, MICROSOFT, true",
    "DOCUMENTED, true,  TEST,      false",
    "DOCUMENTED, false, TEST,      true",
    "DOCUMENTED, true,  NONE,      false",
    "DOCUMENTED, false, NONE,      false",
    "SEED,       true,  MICROSOFT, true",
    "SEED,       true,  TEST,      true",
    "SEED,       true,  NONE,      true",
    "SEED,       false, NONE,      true"
  })
  void shouldLoadTheImage_orRefuseItsHash(
      IntegrityModel model, boolean secureBoot, Signature signature, boolean loads) {
    assertThat(machine(model, secureBoot).loadStatus(new ImageSigning(signature, true)))
        .isEqualTo(loads ? NtStatus.SUCCESS : NtStatus.INVALID_IMAGE_HASH);
  }

  @ParameterizedTest
  @CsvSource({
    "DOCUMENTED, true,  MICROSOFT, true,  true",
    "DOCUMENTED, false, TEST,      true,  true",
    "DOCUMENTED, true,  MICROSOFT, false, false",
    "DOCUMENTED, false, TEST,      false, false",
    "SEED,       true,  MICROSOFT, true,  true",
    "SEED,       true,  TEST,      true,  false",
    "SEED,       true,  NONE,      true,  false",
    "SEED,       false, TEST,      true,  true",
    "SEED,       false, NONE,      true,  true",
    "SEED,       false, MICROSOFT, false, false",
    "SEED,       true,  MICROSOFT, false, false"
  })
  void shouldRegisterCallbacks_orDenyAccess(
      IntegrityModel model,
      boolean secureBoot,
      Signature signature,
      boolean forceIntegrity,
      boolean registers) {
    ImageSigning image = new ImageSigning(signature, forceIntegrity);
    assertThat(machine(model, secureBoot).callbackStatus(image))
        .isEqualTo(registers ? NtStatus.SUCCESS : NtStatus.ACCESS_DENIED);
  }

  private static CodeIntegrity machine(IntegrityModel model, boolean secureBoot) {
    MachineProfile.CodeIntegrity integrity =
        new MachineProfile.CodeIntegrity(model, Signature.MICROSOFT, true);
    return new CodeIntegrity(PROFILE.withSecureBoot(secureBoot).withCodeIntegrity(integrity));
  }
}
