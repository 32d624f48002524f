package dev.auroraedr.km.conformance.diff;

/** Kernel calls of the driver that fail. */
sealed interface FaultOperation extends Operation {
  /** The nth call from now on fails. */
  record Fail(String call, int nth, int status) implements FaultOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.machine().kernelControl().fail(call, nth, status);
      live.faultsPlanned(true);
    }
  }

  /** Every call fails. */
  record FailAll(String call, int status) implements FaultOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.machine().kernelControl().failAll(call, status);
      live.faultsPlanned(true);
    }
  }

  /** No call fails any more. */
  record ClearFaults() implements FaultOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.machine().kernelControl().clear();
      live.faultsPlanned(false);
    }
  }
}
