package dev.auroraedr.km.conformance.target;

/** What a target may be able to do beyond opening the device and sending control codes. */
public enum Capability {
  /** Opens as SYSTEM, administrator or user. */
  CALLERS("opening as another user"),
  /** Handles without FILE_FLAG_OVERLAPPED, and calls parked on them. */
  SYNCHRONOUS_HANDLES("handles without FILE_FLAG_OVERLAPPED"),
  /** Duplicates handles into other processes, inherits them, kills processes. */
  PROCESSES("other processes, duplication and process death"),
  /** Performs {@link Stimulus} operations that the driver's callbacks see. */
  STIMULI("operations that reach the driver's callbacks"),
  /** Chooses buffers freely: NULL, overlapping, huge lengths. */
  RAW_BUFFERS("free choice of buffers and lengths"),
  /** Major functions other than control codes. */
  MAJOR_FUNCTIONS("other major functions"),
  /** A kernel-mode component that holds file objects and sends IRPs itself. */
  KERNEL_CALLER("a kernel-mode caller"),
  /** Fails named kernel calls of the driver. */
  FAULTS("failing kernel calls"),
  /** Runs an action at a kernel call of the driver. */
  INTERLEAVE("running an action in the middle of a kernel call"),
  /** Lists the driver's kernel calls and counts allocations, locks and name queries. */
  KERNEL_TRACE("a trace of the driver's kernel calls"),
  /** Virtual time. */
  VIRTUAL_TIME("virtual time"),
  /** Same seed, same bytes. */
  DETERMINISM("deterministic runs"),
  /** Real threads run side by side. */
  CONCURRENCY("real concurrency"),
  /** Latency in real time is worth measuring. */
  WALL_CLOCK("latency in real time"),
  /** Unloads and loads the driver. */
  UNLOAD("unloading the driver"),
  /** Lets the filter manager ask for an unload, mandatory or not. */
  FILTER_UNLOAD("unloading through the filter manager"),
  /** Reports leaks and rule violations of the driver. */
  VERIFIER("leak and rule checks"),
  /** Calls from a 32-bit process. */
  WOW64("32-bit callers"),
  /** Delivers IRP_MJ_CLEANUP (Wine does not). */
  CLEANUP("IRP_MJ_CLEANUP"),
  /** Shows the device object's type, characteristics and flags. */
  DEVICE_OBJECT("the device object's fields"),
  /** Boots machines that differ from their profile: build, collision model, code integrity. */
  VARIATIONS("machines that differ from their profile"),
  /** A second driver that occupies altitudes and slots, filters beside and calls as a kernel. */
  PEER("a second driver beside the one under test"),
  /** Takes the driver's registrations away, as an attacker with kernel rights does. */
  TAMPER("taking the driver's callbacks away"),
  /** A device name under which the client of this kit reaches the machine. */
  CLIENT("the kit's client");

  private final String description;

  Capability(String description) {
    this.description = description;
  }

  /** For the reason of a clause that is not applicable: what is missing. */
  public String description() {
    return description;
  }
}
