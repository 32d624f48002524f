package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;

/**
 * What the driver protects, reports and refuses. Immutable.
 *
 * @param protectedImages paths below the system volume (OBJ-1)
 * @param trustedImages paths below the system volume (POL-1)
 * @param blockedImages paths below the system volume (PRC-2)
 * @param monitoredKeys reported (REG-1), the driver's own key included (POL-3)
 * @param blockedKeys refused to untrusted writers (REG-2)
 * @param strippedAccess bits that a handle to a protected process loses (OBJ-6)
 * @param monitoredExtensions of files that are reported, without the dot (FIL-1)
 * @param sensitiveDirectories adjacent components, separated by backslashes (FIL-1)
 */
public record Policy(
    List<String> protectedImages,
    List<String> trustedImages,
    List<String> blockedImages,
    List<String> monitoredKeys,
    List<String> blockedKeys,
    int strippedAccess,
    List<String> monitoredExtensions,
    List<String> sensitiveDirectories) {

  /** The policy where the registry names none (POL-2). */
  public static Policy defaults() {
    PolicyDefaults defaults = PolicyDefaults.load();
    List<String> monitored = new ArrayList<>(defaults.monitoredKeys());
    monitored.add(defaults.serviceKey());
    return new Policy(
        defaults.protectedImages(),
        defaults.trustedImages(),
        defaults.blockedImages(),
        List.copyOf(monitored),
        defaults.blockedKeys(),
        defaults.strippedAccess().mask(defaults.extraStrippedAccess()),
        defaults.monitoredExtensions(),
        defaults.sensitiveDirectories());
  }

  /** The same policy with other BlockedImages and BlockedKeys. */
  public Policy blocking(List<String> images, List<String> keys) {
    return new Policy(
        protectedImages,
        trustedImages,
        List.copyOf(images),
        monitoredKeys,
        List.copyOf(keys),
        strippedAccess,
        monitoredExtensions,
        sensitiveDirectories);
  }
}
