package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.PeerProcesses;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.ProcessNotify;

/** Process-notify routines of the second driver. */
final class ProcessPeer implements PeerProcesses {
  private final EmulatedMachine machine;

  ProcessPeer(EmulatedMachine machine) {
    this.machine = machine;
  }

  @Override
  public void leaveFree(int slots) {
    ProcessNotify table = machine.kernel().callbacks().process();
    int total = machine.options().profile().processNotify().slots();
    while (total - table.registered() > slots) {
      table.setCreateProcessNotifyRoutineEx(routine(), false);
    }
  }

  /** A routine of its own each time: a second registration of one is another matter. */
  private static CreateProcessNotifyRoutine routine() {
    Object[] own = new Object[1];
    return (process, info) -> own[0] = process;
  }
}
