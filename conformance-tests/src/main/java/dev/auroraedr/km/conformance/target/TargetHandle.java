package dev.auroraedr.km.conformance.target;

import java.time.Duration;

/** An open handle in one process. Closing it twice is harmless. */
public interface TargetHandle extends AutoCloseable {
  /**
   * Sends a control code and returns what the call returned at once. If it pends, the rest is found
   * through {@link Submission#await} or the completion port.
   */
  Submission submit(ControlRequest request);

  /**
   * Sends a control code and waits for its end.
   *
   * @throws TargetTimeoutException if it has not ended within {@link #PATIENCE}
   */
  default Completion control(ControlRequest request) {
    return submit(request).await(PATIENCE);
  }

  /** How long a request that must end may take: generous, returns early. */
  Duration PATIENCE = Duration.ofSeconds(20);

  /** Binds to a completion port; returns the NTSTATUS. */
  int bind(TargetPort port, long key);

  /** CancelIoEx for one request; returns whether one was found. */
  boolean cancel(Submission submission);

  /** CancelIoEx for all requests of this process on the file object. */
  boolean cancelAll();

  /** Calls another major function; see {@link MajorFunction}. Needs MAJOR_FUNCTIONS. */
  Completion call(MajorFunction function);

  /** Duplicates into another process, with the same access. Needs PROCESSES. */
  TargetHandle duplicate(CallerProcess into);

  /**
   * Closes the handle. On a synchronous handle with a request in progress the close parks behind it
   * and this returns all the same: see {@link #closed}.
   */
  @Override
  void close();

  /** Whether a close asked for has been performed. */
  boolean closed();

  /** Major functions besides create, control, cleanup and close. */
  enum MajorFunction {
    /** IRP_MJ_READ. */
    READ,
    /** IRP_MJ_WRITE. */
    WRITE,
    /** IRP_MJ_FLUSH_BUFFERS. */
    FLUSH_BUFFERS,
    /** IRP_MJ_QUERY_INFORMATION, FileStandardInformation. */
    QUERY_INFORMATION,
    /** IRP_MJ_SET_INFORMATION, FileEndOfFileInformation. */
    SET_INFORMATION,
    /** IRP_MJ_QUERY_VOLUME_INFORMATION. */
    QUERY_VOLUME_INFORMATION,
    /** IRP_MJ_FILE_SYSTEM_CONTROL. */
    FILE_SYSTEM_CONTROL,
    /** IRP_MJ_DIRECTORY_CONTROL. */
    DIRECTORY_CONTROL,
    /** IRP_MJ_LOCK_CONTROL. */
    LOCK_CONTROL,
    /** IRP_MJ_QUERY_EA. */
    QUERY_EA,
    /** IRP_MJ_SET_EA. */
    SET_EA,
    /** IRP_MJ_INTERNAL_DEVICE_CONTROL, from a kernel component. */
    INTERNAL_DEVICE_CONTROL,
    /** IRP_MJ_SHUTDOWN, as the system sends it. */
    SHUTDOWN
  }
}
