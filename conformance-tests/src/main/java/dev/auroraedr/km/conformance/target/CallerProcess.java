package dev.auroraedr.km.conformance.target;

/** A process that opens the device and calls it. */
public interface CallerProcess {
  /** Its id, as events carry it. */
  int processId();

  /** Opens a device. */
  OpenResult open(OpenRequest request);

  /** Creates a completion port in this process. */
  TargetPort createPort();

  /**
   * Ends the process as TerminateProcess does: requests are cancelled, handles closed. Needs
   * PROCESSES.
   */
  void kill();
}
