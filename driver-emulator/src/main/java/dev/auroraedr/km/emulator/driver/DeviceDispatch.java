package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.io.FileObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;

/** The device's dispatch routines (DEV-4, IOC-3, STR-15). Thread-safe. */
public class DeviceDispatch {
  private static final int METHOD_MASK = 3;

  private final IoManager io;
  private final SessionTable sessions;
  private final Requests requests;
  private final OpenFiles files = new OpenFiles();
  private final RundownProtection running = new RundownProtection();

  /**
   * What control requests go to.
   *
   * @param checks what every request must pass
   * @param streams START and STOP
   * @param health QUERY_CALLBACK_HEALTH
   * @param filter QUERY_MINIFILTER_STATUS
   */
  public record Requests(
      RequestChecks checks,
      StreamRequests streams,
      HealthQuery health,
      MinifilterStatusQuery filter) {}

  /** Dispatches to the parts. */
  public DeviceDispatch(IoManager io, SessionTable sessions, Requests requests) {
    this.io = io;
    this.sessions = sessions;
    this.requests = requests;
  }

  /** IRP_MJ_CREATE: only the device itself can be opened. */
  public int create(Irp irp) {
    if (!files.opened()) {
      return complete(irp, NtStatus.DELETE_PENDING);
    }
    int status = open(irp.fileObject());
    if (status != NtStatus.SUCCESS) {
      files.closed();
    }
    return complete(irp, status);
  }

  private int open(FileObject file) {
    if (namesSomethingBelow(file)) {
      return NtStatus.OBJECT_NAME_NOT_FOUND;
    }
    Session session = sessions.begin();
    if (session == null) {
      return NtStatus.INSUFFICIENT_RESOURCES;
    }
    file.setFsContext(session);
    requests.health().opened(session);
    return NtStatus.SUCCESS;
  }

  /** DEV-4: a name below the device, or relative to another file. */
  protected boolean namesSomethingBelow(FileObject file) {
    return !file.fileName().isEmpty() || file.relatedFileObject() != null;
  }

  /** IRP_MJ_CLEANUP: ends the session. */
  public int cleanup(Irp irp) {
    Session session = sessionOf(irp);
    if (session != null) {
      requests.health().closed(session);
      sessions.end(session);
    }
    return succeed(irp);
  }

  /** IRP_MJ_CLOSE: does what CLEANUP did not and frees the session. */
  public int close(Irp irp) {
    Session session = sessionOf(irp);
    if (session != null) {
      irp.fileObject().setFsContext(null);
      requests.health().closed(session);
      sessions.free(session);
      files.closed();
    }
    return succeed(irp);
  }

  /** IRP_MJ_DEVICE_CONTROL. */
  public int deviceControl(Irp irp) {
    if (!running.acquire()) {
      return complete(irp, NtStatus.DELETE_PENDING);
    }
    try {
      return serve(irp);
    } finally {
      running.release();
    }
  }

  /** The file objects that exist, which decide whether an unload may be refused (UNL-1). */
  public OpenFiles files() {
    return files;
  }

  /** UNL-3: refuses new requests and waits for those under way; pending receives are none. */
  public void refuseRequests() {
    running.waitForRelease();
  }

  private int serve(Irp irp) {
    RequestVerdict request = requests.checks().parse(rawRequest(irp));
    if (!request.accepted()) {
      return complete(irp, request.status());
    }
    Session session = sessionOf(irp);
    return switch (request.kind()) {
      case QUERY_HEALTH -> end(irp, requests.health().answer(irp, session));
      case QUERY_FILTER -> end(irp, requests.filter().answer(irp));
      case OPEN_STREAM -> end(irp, requests.streams().open(irp, session, request));
      case RECEIVE -> receive(irp, session, request.token());
      case STOP_STREAM -> end(irp, requests.streams().stop(irp, session, request.token()));
    };
  }

  /** STR-15: CLEANUP waits for a receive from its arrival until it has been completed. */
  private int receive(Irp irp, Session session, Token token) {
    if (session == null || !session.receives().acquire()) {
      return complete(irp, NtStatus.FILE_CLOSED);
    }
    try {
      return end(irp, requests.streams().receive(irp, session, token));
    } finally {
      session.receives().release();
    }
  }

  /** Completes a request that does not pend. */
  private int end(Irp irp, int status) {
    if (status == NtStatus.PENDING) {
      return status;
    }
    return status == NtStatus.SUCCESS ? finish(irp, status) : complete(irp, status);
  }

  private static RawRequest rawRequest(Irp irp) {
    return new RawRequest(irp.ioControlCode(), inputOf(irp), irp.inputLength(), irp.outputLength());
  }

  /** A code of another method has no buffer for this driver to read (IOC-9). */
  private static byte[] inputOf(Irp irp) {
    boolean buffered = (irp.ioControlCode() & METHOD_MASK) == 0;
    return buffered && irp.systemBuffer() != null ? irp.systemBuffer().bytes() : null;
  }

  private static Session sessionOf(Irp irp) {
    return irp.fileObject() == null ? null : (Session) irp.fileObject().fsContext();
  }

  private int succeed(Irp irp) {
    return complete(irp, NtStatus.SUCCESS);
  }

  /** IOC-4: a request that fails has Information 0. */
  private int complete(Irp irp, int status) {
    irp.setIoStatus(status, 0);
    return finish(irp, status);
  }

  private int finish(Irp irp, int status) {
    io.completeRequest(irp);
    return status;
  }
}
