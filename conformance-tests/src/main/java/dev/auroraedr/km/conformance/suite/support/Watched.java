package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.conformance.target.Tamper.Routine;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.List;

/** The callbacks that a health query watches, in the order of TAMPER_DETECTED's detail0. */
public enum Watched {
  /** The process-notify routines. */
  PROCESS("PsSetCreateProcessNotifyRoutineEx"),
  /** The registry callback. */
  REGISTRY("CmRegisterCallback", "CmRegisterCallbackEx"),
  /** The object callback. */
  OBJECT("ObRegisterCallbacks"),
  /** The minifilter. */
  MINIFILTER("FltAttachVolume");

  private final List<String> repairs;

  Watched(String... repairs) {
    this.repairs = List.of(repairs);
  }

  /** TAMPER_DETECTED's detail0. */
  public long code() {
    return ordinal();
  }

  /** The kernel calls that bring it back; failing them makes a loss one for good. */
  public List<String> repairs() {
    return repairs;
  }

  /** An attacker takes it away. */
  public void lose(TargetMachine machine) {
    Tamper tamper = machine.tamper();
    switch (this) {
      case PROCESS -> tamper.clearSlot(Routine.MAIN);
      case REGISTRY -> tamper.unlink(CallbackList.REGISTRY);
      case OBJECT -> tamper.unlink(CallbackList.OBJECT);
      case MINIFILTER -> tamper.removeInstance(machine.systemVolume());
    }
  }

  /** From now on it can't be brought back, until the kernel control is cleared. */
  public void preventRepair(TargetMachine machine) {
    repairs.forEach(machine.kernelControl()::failAll);
  }
}
