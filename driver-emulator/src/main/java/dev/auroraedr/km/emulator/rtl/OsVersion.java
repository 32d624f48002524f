package dev.auroraedr.km.emulator.rtl;

import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.util.Map;
import java.util.Set;

/**
 * What RtlGetVersion tells, and which routines that system exports. Builds before 14393 (Windows 10
 * version 1607) are not modelled.
 *
 * @param major 10 for Windows 10 and 11
 * @param minor 0
 * @param build such as 26100 for Windows 11 24H2
 * @param lacking routines that builds like this one have and this system does not
 */
public record OsVersion(int major, int minor, int build, Set<String> lacking) {
  private static final int WINDOWS_10 = 14393;

  /** Routine to the first build that has it; all versions before 1607 are out of range. */
  private static final Map<String, Integer> FIRST_BUILD =
      Map.ofEntries(
          Map.entry("KeQuerySystemTimePrecise", WINDOWS_10),
          Map.entry("CmRegisterCallback", WINDOWS_10),
          Map.entry("CmRegisterCallbackEx", WINDOWS_10),
          Map.entry("CmUnRegisterCallback", WINDOWS_10),
          Map.entry("CmCallbackGetKeyObjectIDEx", WINDOWS_10),
          Map.entry("CmCallbackReleaseKeyObjectIDEx", WINDOWS_10),
          Map.entry("ObRegisterCallbacks", WINDOWS_10),
          Map.entry("PsSetCreateProcessNotifyRoutineEx", WINDOWS_10),
          Map.entry("PsSetCreateProcessNotifyRoutineEx2", 15063),
          Map.entry("ExAllocatePoolWithTag", WINDOWS_10),
          Map.entry("ExAllocatePool2", 19041),
          Map.entry("ExAllocatePool3", 19041));

  /** Copies the names. */
  public OsVersion {
    lacking = Set.copyOf(lacking);
    if (build < WINDOWS_10) {
      throw new NotModelledException("Windows build " + build);
    }
  }

  /** A system that has every routine of its build. */
  public OsVersion(int major, int minor, int build) {
    this(major, minor, build, Set.of());
  }

  /** Windows 11 24H2. */
  public static OsVersion windows11() {
    return new OsVersion(10, 0, 26100);
  }

  /**
   * MmGetSystemRoutineAddress.
   *
   * @return whether the system has the routine
   * @throws NotModelledException for a routine that this layer knows nothing about
   */
  public boolean hasRoutine(String name) {
    Integer first = FIRST_BUILD.get(name);
    if (first == null) {
      throw new NotModelledException("MmGetSystemRoutineAddress(" + name + ")");
    }
    return build >= first && !lacking.contains(name);
  }
}
