package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;

/** The process-notify routine's registration (HLT-1). Thread-safe. */
public class ProcessRegistration {
  private final Kernel kernel;
  private final ProcessCallback callback;
  private final CreateProcessNotifyRoutine main;
  private final Registered registered = new Registered();

  /** Registers what calls {@code callback}. */
  public ProcessRegistration(Kernel kernel, ProcessCallback callback) {
    this.kernel = kernel;
    this.callback = callback;
    this.main = callback::notify;
  }

  /** PsSetCreateProcessNotifyRoutineEx. */
  public int register() {
    return registered.note(
        kernel.callbacks().process().setCreateProcessNotifyRoutineEx(main, false));
  }

  /** Removes the routine and waits for calls under way. */
  public void unregister() {
    kernel.callbacks().process().setCreateProcessNotifyRoutineEx(main, true);
    registered.unregistered();
  }

  /** One of {@link dev.auroraedr.km.abi.CallbackHealth}. */
  public int health() {
    return registered.health();
  }

  /** HLT-6: process events handled, stopping at 0xFFFFFFFF. */
  public int count() {
    return callback.count();
  }
}
