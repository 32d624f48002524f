package dev.auroraedr.km.emulator.driver;

import java.util.List;
import java.util.stream.Stream;

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

  private static final int BYTES_PER_ENTRY = 48;

  /** The policy where the registry names none (POL-2). */
  public static Policy defaults() {
    return new PolicyBuilder(new PolicyParser()).build(name -> null);
  }

  /** Bytes of pool that the tables of its entries take. */
  public int tableBytes() {
    return Stream.of(protectedImages, trustedImages, blockedImages, monitoredKeys, blockedKeys)
        .flatMap(List::stream)
        .mapToInt(entry -> entry.length() * Character.BYTES + BYTES_PER_ENTRY)
        .sum();
  }
}
