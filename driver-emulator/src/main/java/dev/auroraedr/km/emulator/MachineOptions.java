package dev.auroraedr.km.emulator;

import dev.auroraedr.km.emulator.rtl.OsVersion;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.List;

/**
 * How to build a machine. Immutable.
 *
 * @param deterministic true: virtual time, random bytes from the seed, for one Java thread at a
 *     time; same seed, same bytes on every JDK. False: the host's time and generator, real threads
 * @param seed of everything random; used only if deterministic
 * @param poison fills pool with 0xCC before handing it out
 * @param version of the system
 * @param poolBytes size of the non-paged pool
 * @param volumes device names of the mounted volumes, the system volume first
 */
public record MachineOptions(
    boolean deterministic,
    long seed,
    boolean poison,
    OsVersion version,
    long poolBytes,
    List<String> volumes) {
  private static final List<String> VOLUMES =
      List.of("\\Device\\HarddiskVolume3", "\\Device\\HarddiskVolume4");
  private static final long POOL_BYTES = 1L << 30;

  /** One thread, virtual time, poisoned pool. */
  public static MachineOptions deterministic(long seed) {
    return new MachineOptions(true, seed, true, OsVersion.windows11(), POOL_BYTES, VOLUMES);
  }

  /** Real threads and time, pool handed out dirty as on Windows. */
  public static MachineOptions concurrent() {
    return new MachineOptions(false, 0, false, OsVersion.windows11(), POOL_BYTES, VOLUMES);
  }

  /** The same with poisoned pool or without. */
  public MachineOptions withPoison(boolean newPoison) {
    return new MachineOptions(deterministic, seed, newPoison, version, poolBytes, volumes);
  }

  /** The same with another system version. */
  public MachineOptions withVersion(OsVersion newVersion) {
    return new MachineOptions(deterministic, seed, poison, newVersion, poolBytes, volumes);
  }

  /** The same with another size of pool. */
  public MachineOptions withPoolBytes(long newPoolBytes) {
    return new MachineOptions(deterministic, seed, poison, version, newPoolBytes, volumes);
  }

  /** The same with other volumes, the system volume first. */
  public MachineOptions withVolumes(List<String> newVolumes) {
    return new MachineOptions(
        deterministic, seed, poison, version, poolBytes, List.copyOf(newVolumes));
  }

  /** The same with version and volumes of a machine profile. */
  public MachineOptions withProfile(MachineProfile profile) {
    MachineProfile.OsVersion os = profile.version();
    List<String> devices = new ArrayList<>();
    devices.add(profile.systemVolume().device());
    profile.volumes().stream()
        .filter(volume -> !volume.system())
        .forEach(volume -> devices.add(volume.device()));
    return withVersion(new OsVersion(os.major(), os.minor(), os.build())).withVolumes(devices);
  }
}
