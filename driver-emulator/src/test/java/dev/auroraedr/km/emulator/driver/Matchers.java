package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.List;

/** What matchers stand on, without a machine. */
final class Matchers {
  private Matchers() {}

  static PathMatch defaultPaths() {
    Policy policy = Policy.defaults();
    return new PathMatch(policy.monitoredExtensions(), policy.sensitiveDirectories());
  }

  static SystemVolume volume(String deviceName) {
    SystemVolume volume = new SystemVolume(manager(new KernelCalls(), deviceName));
    volume.resolve();
    return volume;
  }

  /** Its first resolution fails. */
  static SystemVolume unresolvedVolume() {
    KernelCalls calls = new KernelCalls();
    SystemVolume volume = new SystemVolume(manager(calls, "\\Device\\HarddiskVolume3"));
    calls.observe(call -> NtStatus.INSUFFICIENT_RESOURCES);
    volume.resolve();
    calls.observe(null);
    return volume;
  }

  private static FilterManager manager(KernelCalls calls, String deviceName) {
    Ke ke = new Ke(calls, new Verifier(), SystemClock.virtual());
    return new FilterManager(ke, null, AltitudeCollision.REGISTER, List.of(new Volume(deviceName)));
  }
}
