package dev.auroraedr.km.conformance.target;

import java.util.List;

/** A booted machine. Thread-safe where the target has {@link Capability#CONCURRENCY}. */
public interface TargetMachine extends AutoCloseable {
  /** Loads the driver; returns the NTSTATUS of the load. */
  int load();

  /** Unloads the driver as a service stop does; returns the NTSTATUS. Needs UNLOAD. */
  int unload();

  /**
   * Unloads the driver in one of the ways that a minifilter can be; returns the NTSTATUS. Needs
   * UNLOAD, and FILTER_UNLOAD for those that the filter manager asks for.
   */
  int unload(UnloadKind kind);

  /** Starts a process that opens and calls. */
  CallerProcess startProcess(CallerSpec spec);

  /** The kernel-mode caller. Needs KERNEL_CALLER. */
  KernelCaller kernelCaller();

  /** Performs an operation that the driver's callbacks see; waits until it has returned. */
  StimulusResult stimulate(Stimulus stimulus);

  /** The second driver. Needs PEER. */
  Peer peer();

  /** The attacker with kernel rights. Needs TAMPER. */
  Tamper tamper();

  /** Faults and interleavings at kernel calls of the driver. Needs FAULTS or INTERLEAVE. */
  KernelControl kernelControl();

  /** What the driver has called and used so far. Needs KERNEL_TRACE. */
  KernelCosts costs();

  /** Fields of the driver's device object. Needs DEVICE_OBJECT. */
  DeviceObjectFacts deviceObject();

  /** NT device name of the volume that holds {@code \SystemRoot}. */
  default String systemVolume() {
    return "\\Device\\HarddiskVolume3";
  }

  /**
   * Device name by which a client reaches this machine, such as {@code emulator:#7}; empty if no
   * client port does. Needs CLIENT.
   */
  default java.util.Optional<String> clientDevice() {
    return java.util.Optional.empty();
  }

  /** System time, FILETIME. */
  long now();

  /** Moves virtual time on, in 100 ns units. Needs VIRTUAL_TIME. */
  void advanceTime(long hundredNanoseconds);

  /**
   * Returns once nothing is under way any more: every packet and completion that the calls so far
   * caused has arrived.
   */
  void quiesce();

  /**
   * Violations so far: bug checks, verifier findings, and, once the driver is unloaded, leaks.
   * Empty is good. One line each, naming rule and place. May be asked after {@link #close}.
   */
  List<String> violations();

  /** Shuts the machine down, whatever is open. Idempotent. */
  @Override
  void close();
}
