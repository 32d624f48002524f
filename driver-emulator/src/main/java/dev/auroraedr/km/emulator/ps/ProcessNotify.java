package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.RunningCallbacks;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Process-notify routines: a table of slots, called in slot order. What a second registration of
 * one routine leads to is a rule of the machine. Thread-safe.
 *
 * <p>Source: PsSetCreateProcessNotifyRoutineEx in the Windows driver documentation.
 */
public final class ProcessNotify {
  private static final String SET = "PsSetCreateProcessNotifyRoutineEx";

  private final KernelCalls calls;
  private final Verifier verifier;
  private final MachineProfile.ProcessNotify rules;
  private final RegistrationGate gate;
  private final AtomicReferenceArray<Slot> slots;
  private final RunningCallbacks running = new RunningCallbacks();
  private final AtomicLong imageNames = new AtomicLong();
  private volatile boolean calling = true;

  /** A routine and the calls of it that are under way. */
  private record Slot(
      CreateProcessNotifyRoutine routine, RundownProtection rundown, boolean byDriver) {}

  /**
   * An empty table.
   *
   * @param verifier judges removals
   * @param rules number of slots, and the rule of duplicates
   * @param gate asked before a routine is taken
   */
  public ProcessNotify(
      KernelCalls calls,
      Verifier verifier,
      MachineProfile.ProcessNotify rules,
      RegistrationGate gate) {
    this.calls = calls;
    this.verifier = verifier;
    this.rules = rules;
    this.gate = gate;
    this.slots = new AtomicReferenceArray<>(rules.slots());
  }

  /**
   * PsSetCreateProcessNotifyRoutineEx.
   *
   * @param remove true waits for calls under way and removes the routine, from one slot if it has
   *     several
   * @return STATUS_SUCCESS; STATUS_INVALID_PARAMETER if all slots are taken or, where the machine
   *     refuses duplicates, the routine stands already; STATUS_PROCEDURE_NOT_FOUND if it is to be
   *     removed and doesn't stand; STATUS_ACCESS_DENIED if its image may not register it;
   *     STATUS_INSUFFICIENT_RESOURCES
   */
  public int setCreateProcessNotifyRoutineEx(CreateProcessNotifyRoutine routine, boolean remove) {
    int failure = calls.enterForStatus(SET);
    if (remove) {
      return remove(routine);
    }
    int admitted = gate.admit(routine);
    if (admitted != NtStatus.SUCCESS) {
      return admitted;
    }
    return failure == NtStatus.SUCCESS ? add(routine) : failure;
  }

  private synchronized int add(CreateProcessNotifyRoutine routine) {
    int free = -1;
    for (int i = slots.length() - 1; i >= 0; i--) {
      Slot slot = slots.get(i);
      if (slot == null) {
        free = i;
      } else if (slot.routine() == routine && rules.duplicate() == Duplicate.REFUSED) {
        return NtStatus.INVALID_PARAMETER;
      }
    }
    if (free < 0) {
      return NtStatus.INVALID_PARAMETER;
    }
    boolean byDriver = ExecutionContext.current().runsDriver();
    slots.set(free, new Slot(routine, new RundownProtection(), byDriver));
    return NtStatus.SUCCESS;
  }

  private int remove(CreateProcessNotifyRoutine routine) {
    if (running.isUnderWay(routine)) {
      throw verifier.violation(SET + " from the routine that it removes: it waits for itself");
    }
    Slot removed = takeSlot(routine);
    if (removed == null) {
      return NtStatus.PROCEDURE_NOT_FOUND;
    }
    removed.rundown().waitForRelease();
    return NtStatus.SUCCESS;
  }

  private synchronized Slot takeSlot(CreateProcessNotifyRoutine routine) {
    for (int i = 0; i < slots.length(); i++) {
      Slot slot = slots.get(i);
      if (slot != null && slot.routine() == routine) {
        slots.set(i, null);
        return slot;
      }
    }
    return null;
  }

  /** Whether routines are told of the exit of a process that one of them refused. */
  public boolean tellsExitOfRefused() {
    return rules.refusedExit();
  }

  /** The routines that stand, in the order of their slots. */
  public List<CreateProcessNotifyRoutine> routines() {
    List<CreateProcessNotifyRoutine> standing = new ArrayList<>();
    for (int i = 0; i < slots.length(); i++) {
      Slot slot = slots.get(i);
      if (slot != null) {
        standing.add(slot.routine());
      }
    }
    return standing;
  }

  /** An attacker clears a slot that holds the routine; false if none does. */
  public boolean clearSlot(CreateProcessNotifyRoutine routine) {
    return takeSlot(routine) != null;
  }

  /** From now on the system calls no routine, those included that are added later. */
  public void neverCall() {
    calling = false;
  }

  /** Slots taken. */
  public int registered() {
    int count = 0;
    for (int i = 0; i < slots.length(); i++) {
      count += slots.get(i) == null ? 0 : 1;
    }
    return count;
  }

  /** Slots that a loaded driver took; the system itself may take some too. */
  public int registeredByDrivers() {
    int count = 0;
    for (int i = 0; i < slots.length(); i++) {
      Slot slot = slots.get(i);
      count += slot != null && slot.byDriver() ? 1 : 0;
    }
    return count;
  }

  /** Calls every routine, in the thread that creates the process or exits last. */
  public void notify(Process process, CreateNotifyInfo info) {
    for (int i = 0; calling && i < slots.length(); i++) {
      Slot slot = slots.get(i);
      if (slot != null && slot.rundown().acquire()) {
        call(slot, process, info);
      }
    }
  }

  private void call(Slot slot, Process process, CreateNotifyInfo info) {
    ExecutionContext context = ExecutionContext.current();
    running.begin(slot.routine());
    context.enterDriver();
    try {
      slot.routine().call(process, info);
    } finally {
      running.end();
      slot.rundown().release();
      context.leaveDriver();
    }
  }

  /**
   * SeLocateProcessImageName: the path that the image had when the process was created, in pool
   * that the caller gives back with {@link #freeImageName}.
   *
   * @return the image's path, empty for the system process; null where it can't be had
   */
  public UnicodeString locateImageName(Process process) {
    if (calls.enter("SeLocateProcessImageName")) {
      return null;
    }
    imageNames.incrementAndGet();
    return process.imageName();
  }

  /** ExFreePool of a name that SeLocateProcessImageName gave. */
  public void freeImageName(UnicodeString name) {
    if (name == null || imageNames.decrementAndGet() < 0) {
      throw verifier.violation("ExFreePool of an image name that was freed already");
    }
  }

  /** Image names that drivers hold and have not freed. */
  public long imageNames() {
    return imageNames.get();
  }
}
