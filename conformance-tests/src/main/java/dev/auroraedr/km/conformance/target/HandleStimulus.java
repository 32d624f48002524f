package dev.auroraedr.km.conformance.target;

/**
 * Handles to processes are opened, duplicated and closed. The result's id is the access that was
 * granted, unsigned. A process id of 0 where an opener, caller, holder or receiver is asked for
 * stands for the ordinary program of {@link ProcessStimulus}.
 */
public sealed interface HandleStimulus extends Stimulus {
  /** Access of {@link DuplicateHandle}: DUPLICATE_SAME_ACCESS. */
  long SAME_ACCESS = -1;

  /**
   * Opens a process.
   *
   * @param processId what is opened
   * @param desiredAccess access mask
   * @param how by whom
   */
  record OpenProcess(long processId, int desiredAccess, Opening how) implements HandleStimulus {
    /** By the ordinary program, and closed at once. */
    public OpenProcess(long processId, int desiredAccess) {
      this(processId, desiredAccess, Opening.by(0));
    }
  }

  /**
   * Opens the thread that a process acts in, and closes the handle.
   *
   * @param opener who opens
   * @param processId whose thread
   * @param desiredAccess access mask
   */
  record OpenThread(long opener, long processId, int desiredAccess) implements HandleStimulus {}

  /**
   * Duplicates the newest handle that one process has to another into a third; the copy stays open.
   * The caller opens source and receiver with PROCESS_DUP_HANDLE for it.
   *
   * @param caller who calls NtDuplicateObject
   * @param source whose handle it is
   * @param processId what the handle is to
   * @param receiver who gets the copy
   * @param desiredAccess access mask, or {@link #SAME_ACCESS}
   */
  record DuplicateHandle(
      long caller, long source, long processId, long receiver, long desiredAccess)
      implements HandleStimulus {}

  /**
   * Asks for the access of the newest handle that a process has to another: NtQueryObject;
   * STATUS_INVALID_HANDLE if it has none.
   */
  record QueryAccess(long holder, long processId) implements HandleStimulus {}

  /** Closes the newest handle that a process has to another. */
  record CloseHandle(long holder, long processId) implements HandleStimulus {}

  /**
   * How a process is opened.
   *
   * @param opener id of the process that opens
   * @param inherit whether its children may inherit the handle
   * @param keepOpen whether the handle stays open
   */
  record Opening(long opener, boolean inherit, boolean keepOpen) {
    /** By that process; the handle is closed at once. */
    public static Opening by(long opener) {
      return new Opening(opener, false, false);
    }

    /** By that process; the handle stays open. */
    public static Opening kept(long opener) {
      return new Opening(opener, false, true);
    }

    /** By that process; the handle stays open, and children may inherit it. */
    public static Opening inheritable(long opener) {
      return new Opening(opener, true, true);
    }
  }
}
