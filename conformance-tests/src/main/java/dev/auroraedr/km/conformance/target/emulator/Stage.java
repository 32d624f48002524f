package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.port.MachineLease;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The emulated machine behind a device name, on which stimuli are performed for others than the
 * suite: by its shell, or by programs that stimuli started. Thread-safe.
 */
public final class Stage implements AutoCloseable {
  private static final String SCHEME = "emulator";

  private final MachineLease lease;
  private final Actors shell;
  private final Tamper attacker;
  private final Map<Long, Actors> programs = new ConcurrentHashMap<>();

  private Stage(MachineLease lease) {
    this.lease = lease;
    this.shell = new Actors(lease.machine());
    DriverCallbacks callbacks = new DriverCallbacks(lease.machine());
    callbacks.loaded();
    this.attacker = new Attacker(lease.machine(), callbacks);
  }

  /** Whether a device name leads to an emulated machine; on others nothing can be made happen. */
  public static boolean isBehind(DeviceName device) {
    return device.scheme().equals(SCHEME);
  }

  /**
   * Finds or boots the machine.
   *
   * @throws IllegalArgumentException if the name leads to no emulated machine
   */
  public static Stage open(DeviceName device) {
    if (!isBehind(device)) {
      throw new IllegalArgumentException("device '" + device + "' is no emulated machine");
    }
    return new Stage(MachineLease.of(device));
  }

  private EmulatedMachine machine() {
    return lease.machine();
  }

  /** Device name by which clients of this JVM reach the machine. */
  public DeviceName device() {
    return DeviceName.parse(machine().deviceName());
  }

  /** NT device name of the volume that holds {@code \SystemRoot}. */
  public String systemVolume() {
    return machine().options().volumes().get(0);
  }

  /** Performs a stimulus in the name of the machine's shell. */
  public StimulusResult perform(Stimulus stimulus) {
    return shell.perform(stimulus);
  }

  /** Performs a stimulus in the name of a program that a stimulus started. */
  public StimulusResult performAs(long processId, Stimulus stimulus) {
    return programs
        .computeIfAbsent(processId, id -> new Actors(machine(), Actors.process(machine(), id)))
        .perform(stimulus);
  }

  /**
   * Takes the driver's callbacks of one kind away, as an attacker with kernel rights does; of the
   * two process-notify routines the first.
   *
   * @param callback process, registry, object or minifilter
   * @return STATUS_SUCCESS, or STATUS_NOT_FOUND if none stood
   */
  public StimulusResult tamper(String callback) {
    boolean taken =
        switch (callback) {
          case "process" -> attacker.clearSlot(Tamper.Routine.MAIN);
          case "registry" -> attacker.unlink(Tamper.CallbackList.REGISTRY) > 0;
          case "object" -> attacker.unlink(Tamper.CallbackList.OBJECT) > 0;
          case "minifilter" -> removeInstances();
          default -> throw new IllegalArgumentException("no callbacks of kind " + callback);
        };
    return Actors.ended(taken ? NtStatus.SUCCESS : NtStatus.NOT_FOUND);
  }

  private boolean removeInstances() {
    boolean removed = false;
    for (String volume : machine().options().volumes()) {
      removed |= attacker.removeInstance(volume);
    }
    return removed;
  }

  /** Shuts the machine down if it was booted for this stage. Idempotent. */
  @Override
  public void close() {
    lease.close();
  }
}
