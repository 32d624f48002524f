package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.ProcessNotify;

/**
 * HLT-1: verifies the two process-notify routines by removing each and adding it again, one after
 * the other, so that one stands at any moment. Guarded by the health query's mutex.
 */
public class ProcessToggle {
  private final ProcessNotify table;
  private final CreateProcessNotifyRoutine main;
  private final CreateProcessNotifyRoutine twin;
  private boolean mainStands = true;
  private boolean twinStands = true;

  /**
   * What a toggle showed.
   *
   * @param found whether both routines stood before
   * @param standing whether both stand now
   */
  public record Outcome(boolean found, boolean standing) {}

  /** Toggles two routines that stand. */
  public ProcessToggle(
      ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
    this.table = table;
    this.main = main;
    this.twin = twin;
  }

  /**
   * Main, then the twin. A routine that the last toggle could not add goes first, and the other one
   * is left alone unless that succeeds: it works alone until then.
   */
  public Outcome run() {
    boolean found = mainStands && twinStands;
    if (twinStands) {
      found &= toggleMain();
      return new Outcome(found & (!mainStands || toggleTwin()), mainStands && twinStands);
    }
    found &= toggleTwin();
    return new Outcome(found & (!twinStands || toggleMain()), mainStands && twinStands);
  }

  private boolean toggleMain() {
    boolean stood = remove(main);
    mainStands = add(main);
    return stood;
  }

  private boolean toggleTwin() {
    boolean stood = remove(twin);
    twinStands = add(twin);
    return stood;
  }

  /** Whether the routine stood: STATUS_SUCCESS, not STATUS_PROCEDURE_NOT_FOUND. */
  protected boolean remove(CreateProcessNotifyRoutine routine) {
    return table.setCreateProcessNotifyRoutineEx(routine, true) == NtStatus.SUCCESS;
  }

  /** Whether the routine could be added. */
  protected boolean add(CreateProcessNotifyRoutine routine) {
    return table.setCreateProcessNotifyRoutineEx(routine, false) == NtStatus.SUCCESS;
  }
}
