package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.PeerProcesses;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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

  @Override
  public int answer(String imagePath, int creationStatus) {
    return register(
        (process, info) -> {
          if (info != null && process.imagePath().equals(imagePath)) {
            info.setCreationStatus(creationStatus);
          }
        });
  }

  @Override
  public List<Told> watch() {
    List<Told> told = new CopyOnWriteArrayList<>();
    int status = register((process, info) -> told.add(of(process, info)));
    if (status != 0) {
      throw new IllegalStateException("the second driver's routine was refused: " + status);
    }
    return told;
  }

  private static Told of(Process process, CreateNotifyInfo info) {
    return new Told(process.processId(), info == null, info == null ? 0 : info.creationStatus());
  }

  private int register(CreateProcessNotifyRoutine routine) {
    return machine.kernel().callbacks().process().setCreateProcessNotifyRoutineEx(routine, false);
  }
}
