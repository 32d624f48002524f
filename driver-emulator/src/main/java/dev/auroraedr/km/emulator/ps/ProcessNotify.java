package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Process-notify routines: 64 slots, called in slot order. Thread-safe.
 *
 * <p>Source: PsSetCreateProcessNotifyRoutineEx in the Windows driver documentation.
 */
public final class ProcessNotify {
  private static final int SLOTS = 64;

  private final KernelCalls calls;
  private final AtomicReferenceArray<Slot> slots = new AtomicReferenceArray<>(SLOTS);

  /** A routine and the calls of it that are under way. */
  private record Slot(CreateProcessNotifyRoutine routine, RundownProtection rundown) {}

  /** An empty table. */
  public ProcessNotify(KernelCalls calls) {
    this.calls = calls;
  }

  /**
   * PsSetCreateProcessNotifyRoutineEx.
   *
   * @param remove true waits for calls under way and removes the routine
   * @return STATUS_SUCCESS; STATUS_INVALID_PARAMETER if the routine stands already or all slots are
   *     taken; STATUS_PROCEDURE_NOT_FOUND if it is to be removed and doesn't stand;
   *     STATUS_INSUFFICIENT_RESOURCES
   */
  public int setCreateProcessNotifyRoutineEx(CreateProcessNotifyRoutine routine, boolean remove) {
    int failure = calls.enterForStatus("PsSetCreateProcessNotifyRoutineEx");
    if (remove) {
      return remove(routine);
    }
    return failure == NtStatus.SUCCESS ? add(routine) : failure;
  }

  private synchronized int add(CreateProcessNotifyRoutine routine) {
    int free = -1;
    for (int i = SLOTS - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      if (slot == null) {
        free = i;
      } else if (slot.routine() == routine) {
        return NtStatus.INVALID_PARAMETER;
      }
    }
    if (free < 0) {
      return NtStatus.INVALID_PARAMETER;
    }
    slots.set(free, new Slot(routine, new RundownProtection()));
    return NtStatus.SUCCESS;
  }

  private int remove(CreateProcessNotifyRoutine routine) {
    Slot removed = takeSlot(routine);
    if (removed == null) {
      return NtStatus.PROCEDURE_NOT_FOUND;
    }
    removed.rundown().waitForRelease();
    return NtStatus.SUCCESS;
  }

  private synchronized Slot takeSlot(CreateProcessNotifyRoutine routine) {
    for (int i = 0; i < SLOTS; i++) {
      Slot slot = slots.get(i);
      if (slot != null && slot.routine() == routine) {
        slots.set(i, null);
        return slot;
      }
    }
    return null;
  }

  /**
   * SeLocateProcessImageName.
   *
   * @return the image's path; null where it can't be had
   */
  public UnicodeString locateImageName(Process process) {
    return calls.enter("SeLocateProcessImageName") ? null : UnicodeString.of(process.imagePath());
  }

  /** Routines that stand. */
  public int registered() {
    int count = 0;
    for (int i = 0; i < SLOTS; i++) {
      count += slots.get(i) == null ? 0 : 1;
    }
    return count;
  }

  /** Calls every routine, in the thread that creates the process or exits last. */
  public void notify(Process process, CreateNotifyInfo info) {
    for (int i = 0; i < SLOTS; i++) {
      Slot slot = slots.get(i);
      if (slot != null && slot.rundown().acquire()) {
        call(slot, process, info);
      }
    }
  }

  private static void call(Slot slot, Process process, CreateNotifyInfo info) {
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      slot.routine().call(process, info);
    } finally {
      slot.rundown().release();
      context.leaveDriver();
    }
  }
}
