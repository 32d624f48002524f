package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.MachineProfile.CodeIntegrity;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.OsVersion;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import java.util.ArrayList;
import java.util.List;

/** Machines that differ from the run's profile. All but {@link #signing} are signed as shipped. */
public final class Variations {
  /** The driver's image as it ships, whatever the profile says. */
  public static final MachineVariation SIGNED =
      signing(IntegrityModel.DOCUMENTED, Signature.MICROSOFT, true);

  private static final String EX = "CmRegisterCallbackEx";

  private Variations() {}

  /** Another way to show a taken altitude. */
  public static MachineVariation collision(AltitudeCollision collision) {
    return profile -> SIGNED.apply(profile).withAltitudeCollision(collision);
  }

  /** Another build, with CmRegisterCallbackEx or without. */
  public static MachineVariation build(int build, boolean withEx) {
    return profile ->
        SIGNED
            .apply(profile)
            .withVersion(new OsVersion(10, 0, build))
            .withExports(exports(profile, withEx));
  }

  private static List<String> exports(MachineProfile profile, boolean withEx) {
    List<String> exports = new ArrayList<>(profile.exports());
    exports.remove(EX);
    if (withEx) {
      exports.add(EX);
    }
    return exports;
  }

  /** The instances elsewhere below the service key. */
  public static MachineVariation instances(String key) {
    return profile ->
        SIGNED
            .apply(profile)
            .withAltitudeCollision(AltitudeCollision.REGISTER)
            .withInstancesKey(key);
  }

  /** Another image, without Secure Boot. */
  public static MachineVariation signing(
      IntegrityModel model, Signature signature, boolean forceIntegrity) {
    return profile ->
        profile
            .withSecureBoot(false)
            .withCodeIntegrity(new CodeIntegrity(model, signature, forceIntegrity));
  }

  /** The same with Secure Boot. */
  public static MachineVariation secureBoot(MachineVariation variation) {
    return profile -> variation.apply(profile).withSecureBoot(true);
  }
}
