package dev.auroraedr.km.emulator.ps;

/** PCREATE_PROCESS_NOTIFY_ROUTINE_EX: told of every process created and exited. */
@FunctionalInterface
public interface CreateProcessNotifyRoutine {
  /**
   * Called at PASSIVE_LEVEL in the creating thread, or the last one exiting.
   *
   * @param info what is created; null for an exit
   */
  void call(Process process, CreateNotifyInfo info);
}
