package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessNotify;

/**
 * The registration of the two process-notify routines, main and twin (HLT-1). Each does the whole
 * job; an event is handled by the one that is called first. Thread-safe but for the toggle.
 */
public class ProcessRegistration {
  /** Slots that the system has for such routines. */
  private static final int SLOTS = 64;

  private final ProcessNotify table;
  private final ProcessCallback callback;
  private final CreateProcessNotifyRoutine main;
  private final CreateProcessNotifyRoutine twin;
  private final Registered registered = new Registered();
  private volatile ProcessToggle toggle;

  /** An address of its own for each of the two. */
  private final class Routine implements CreateProcessNotifyRoutine {
    @Override
    public void call(Process process, CreateNotifyInfo info) {
      callback.notify(process, info);
    }
  }

  /** Registers two routines that call {@code callback}. */
  public ProcessRegistration(Kernel kernel, ProcessCallback callback) {
    this.table = kernel.callbacks().process();
    this.callback = callback;
    this.main = new Routine();
    this.twin = new Routine();
  }

  /**
   * PsSetCreateProcessNotifyRoutineEx; where only one finds a slot there is no toggle. The system
   * calls the slots in rising order, so the twin gets the lower one: an event that finds main's
   * slot empty has passed the twin's before, and no event finds both empty while main is toggled
   * first.
   */
  public int register() {
    if (!callback.reserve()) {
      return registered.note(NtStatus.INSUFFICIENT_RESOURCES);
    }
    int status = registered.note(add(twin));
    if (status != NtStatus.SUCCESS) {
      callback.release();
    } else if (add(main) == NtStatus.SUCCESS) {
      toggle = newToggle(table, main, twin);
    }
    return status;
  }

  /** What verifies the two. */
  protected ProcessToggle newToggle(
      ProcessNotify routines, CreateProcessNotifyRoutine first, CreateProcessNotifyRoutine second) {
    return new ProcessToggle(routines, first, second);
  }

  /** Adds one routine. */
  protected int add(CreateProcessNotifyRoutine routine) {
    return table.setCreateProcessNotifyRoutineEx(routine, false);
  }

  /** HLT-4: whether it could not be registered at load. */
  public boolean failedAtLoad() {
    return registered.health() == CallbackHealth.REGISTRATION_FAILED;
  }

  /** HLT-1: verifies both routines; without a twin the state is what registration returned. */
  public ProcessToggle.Outcome toggle() {
    ProcessToggle both = toggle;
    return both == null ? new ProcessToggle.Outcome(true, true) : both.run();
  }

  /**
   * Removes the routines and waits for calls under way. Each is removed until it is gone: where the
   * system lets a routine stand twice, somebody else may have added it again.
   */
  public void unregister() {
    removeAll(main);
    removeAll(twin);
    callback.release();
    registered.unregistered();
  }

  /**
   * Removes one routine until it stands nowhere. The bound is for systems that say of any removal
   * that it succeeded, as Wine 8 does.
   */
  protected void removeAll(CreateProcessNotifyRoutine routine) {
    int removals = 0;
    int status;
    do {
      status = table.setCreateProcessNotifyRoutineEx(routine, true);
      removals++;
    } while (mayRemain(status) && removals < SLOTS);
  }

  /** Whether a routine may stand in another slot after a removal with that status. */
  protected boolean mayRemain(int status) {
    return status == NtStatus.SUCCESS;
  }

  /** One of {@link CallbackHealth}, as load left it. */
  public int health() {
    return registered.health();
  }

  /** HLT-6: process events handled, stopping at 0xFFFFFFFF. */
  public int count() {
    return callback.count();
  }
}
