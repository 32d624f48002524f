package dev.auroraedr.km.emulator.ci;

import dev.auroraedr.km.fixtures.MachineProfile.CodeIntegrity;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;

/**
 * What code integrity looks at in a driver's image.
 *
 * @param signature who signed it
 * @param forceIntegrity IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY, 0x0080: linked with
 *     /INTEGRITYCHECK
 */
public record ImageSigning(Signature signature, boolean forceIntegrity) {
  /** As drivers of Windows itself are. */
  public static ImageSigning microsoft() {
    return new ImageSigning(Signature.MICROSOFT, true);
  }

  /** As a machine profile describes the image of the driver under test. */
  public static ImageSigning of(CodeIntegrity profile) {
    return new ImageSigning(profile.signature(), profile.forceIntegrity());
  }
}
