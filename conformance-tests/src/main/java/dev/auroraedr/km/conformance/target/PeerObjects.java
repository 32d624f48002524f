package dev.auroraedr.km.conformance.target;

import java.util.List;

/** Object callbacks of the second driver, and handles that it opens in kernel mode. */
public interface PeerObjects {
  /** Registers an object callback that does nothing at that altitude; returns the status. */
  int occupy(String altitude);

  /**
   * Registers an object callback at that altitude that changes DesiredAccess of each handle to a
   * process.
   *
   * @param taken bits that it takes away
   * @param added bits that it tries to add
   * @return status of the registration
   */
  int change(String altitude, int taken, int added);

  /** Registers an object callback at that altitude that notes what it sees; the list grows. */
  List<Seen> watch(String altitude);

  /**
   * Opens a process with OBJ_KERNEL_HANDLE in a thread of the ordinary program, and closes the
   * handle; the result's id is the access granted.
   */
  StimulusResult openKernelHandle(long processId, int desiredAccess);

  /**
   * Opens a user-mode handle to a process by a Zw call in a thread of the ordinary program, so that
   * the previous mode is KernelMode, and closes it; the result's id is the access granted.
   */
  StimulusResult openByZwCall(long processId, int desiredAccess);

  /**
   * What a callback saw.
   *
   * @param processId what the handle is to
   * @param duplicate whether it is a duplicate
   * @param kernelHandle KernelHandle
   * @param originalAccess OriginalDesiredAccess
   * @param desiredAccess DesiredAccess as the callbacks above left it
   */
  record Seen(
      long processId,
      boolean duplicate,
      boolean kernelHandle,
      int originalAccess,
      int desiredAccess) {}
}
