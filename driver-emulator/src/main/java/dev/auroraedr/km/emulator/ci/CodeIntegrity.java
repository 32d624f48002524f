package dev.auroraedr.km.emulator.ci;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;

/**
 * Judges driver images by the model of a machine profile. Immutable.
 *
 * <p>Source: "Kernel-Mode Code Signing Policy", PsSetCreateProcessNotifyRoutineEx and
 * ObRegisterCallbacks in the Windows driver documentation; PAR-1 for the seed's model. Cross-signed
 * images from before 2015 and machines upgraded from before 1607 are not modelled: no profile has
 * them.
 */
public final class CodeIntegrity {
  private final IntegrityModel model;
  private final boolean secureBoot;

  /** Code integrity of a machine; every build from 14393 on has the same rules. */
  public CodeIntegrity(MachineProfile profile) {
    this.model = profile.codeIntegrity().model();
    this.secureBoot = profile.secureBoot();
  }

  /**
   * Whether an image may be loaded.
   *
   * @return STATUS_SUCCESS; STATUS_INVALID_IMAGE_HASH in the documented model without a signature,
   *     or with a test signature while Secure Boot is on, as test signing can't be switched on then
   */
  public int loadStatus(ImageSigning image) {
    boolean accepted =
        switch (image.signature()) {
          case MICROSOFT -> true;
          case TEST -> !secureBoot;
          case NONE -> false;
        };
    return accepted || model == IntegrityModel.SEED
        ? NtStatus.SUCCESS
        : NtStatus.INVALID_IMAGE_HASH;
  }

  /**
   * Whether code of an image may be registered with PsSetCreateProcessNotifyRoutineEx and
   * ObRegisterCallbacks.
   *
   * @return STATUS_SUCCESS; STATUS_ACCESS_DENIED without FORCE_INTEGRITY (PAR-3), and in the seed's
   *     model without Microsoft's signature while Secure Boot is on (PAR-1)
   */
  public int callbackStatus(ImageSigning image) {
    boolean deniedBySeed =
        model == IntegrityModel.SEED && secureBoot && image.signature() != Signature.MICROSOFT;
    return image.forceIntegrity() && !deniedBySeed ? NtStatus.SUCCESS : NtStatus.ACCESS_DENIED;
  }
}
