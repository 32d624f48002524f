package dev.auroraedr.km.emulator;

import dev.auroraedr.km.emulator.rtl.OsVersion;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How to build a machine. Immutable.
 *
 * @param deterministic true: virtual time, random bytes from the seed, for one Java thread at a
 *     time; same seed, same bytes on every JDK. False: the host's time and generator, real threads
 * @param seed of everything random; used only if deterministic
 * @param poison fills pool with 0xCC before handing it out
 * @param poolBytes size of the non-paged pool
 * @param profile version, rules where Windows' documents and observation differ, volumes
 */
public record MachineOptions(
    boolean deterministic, long seed, boolean poison, long poolBytes, MachineProfile profile) {
  private static final long POOL_BYTES = 1L << 30;

  /** Functions of which a profile says whether the system has them (CMR-2). */
  private static final Set<String> LOOKED_UP =
      Set.of(
          "CmCallbackGetKeyObjectIDEx",
          "CmRegisterCallbackEx",
          "ExAllocatePool2",
          "KeQuerySystemTimePrecise");

  /** One thread, virtual time, poisoned pool; the default profile. */
  public static MachineOptions deterministic(long seed) {
    return new MachineOptions(true, seed, true, POOL_BYTES, defaultProfile());
  }

  /** Real threads and time, pool handed out dirty as on Windows; the default profile. */
  public static MachineOptions concurrent() {
    return new MachineOptions(false, 0, false, POOL_BYTES, defaultProfile());
  }

  private static MachineProfile defaultProfile() {
    return MachineProfiles.load(MachineProfiles.DEFAULT);
  }

  /** The same with poisoned pool or without. */
  public MachineOptions withPoison(boolean newPoison) {
    return new MachineOptions(deterministic, seed, newPoison, poolBytes, profile);
  }

  /** The same with another size of pool. */
  public MachineOptions withPoolBytes(long newPoolBytes) {
    return new MachineOptions(deterministic, seed, poison, newPoolBytes, profile);
  }

  /** The same with another machine profile. */
  public MachineOptions withProfile(MachineProfile newProfile) {
    return new MachineOptions(deterministic, seed, poison, poolBytes, newProfile);
  }

  /** What RtlGetVersion and MmGetSystemRoutineAddress answer. */
  public OsVersion version() {
    MachineProfile.OsVersion os = profile.version();
    Set<String> lacking = new HashSet<>(LOOKED_UP);
    profile.exports().forEach(lacking::remove);
    return new OsVersion(os.major(), os.minor(), os.build(), lacking);
  }

  /** Device names of the mounted volumes, the system volume first. */
  public List<String> volumes() {
    List<String> devices = new ArrayList<>();
    devices.add(profile.systemVolume().device());
    profile.volumes().stream()
        .filter(volume -> !volume.system())
        .forEach(volume -> devices.add(volume.device()));
    return devices;
  }
}
