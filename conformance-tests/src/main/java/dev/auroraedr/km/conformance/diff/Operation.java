package dev.auroraedr.km.conformance.diff;

/**
 * One thing that is done to a machine: plain data, so that it can be shrunk, stored and done again.
 * Where an operation concerns what an earlier step made, it names that step by its number; 0 is
 * none. If that step made nothing, or it is gone, the operation is left out, on every target alike.
 */
public sealed interface Operation
    permits CallerOperation,
        FaultOperation,
        KernelOperation,
        MachineOperation,
        PeerOperation,
        RequestOperation,
        TamperOperation {
  /**
   * Does it, and notes what can be seen of it.
   *
   * @param live the machine and what the steps so far made on it
   * @param step the number of this step
   * @throws LeftOutException if what it concerns is not there
   */
  void perform(LiveMachine live, int step, Facts facts);

  /** Its name in files and tables. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** What an operation concerns is not there. */
  final class LeftOutException extends RuntimeException {
    static final LeftOutException INSTANCE = new LeftOutException();

    private LeftOutException() {
      super("what the step concerns is not there", null, false, false);
    }
  }
}
