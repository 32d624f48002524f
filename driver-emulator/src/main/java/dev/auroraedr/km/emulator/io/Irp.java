package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ps.KThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * An I/O request packet with its one stack location. From dispatch to completion it belongs to the
 * driver; whatever the driver touches later is a bug check, where it is noticed. The links belong
 * to whoever queues it, under his own lock.
 */
public final class Irp {
  /** KernelMode. */
  public static final int KERNEL_MODE = 0;

  /** UserMode. */
  public static final int USER_MODE = 1;

  static final int IDLE = 0;
  static final int IN_DRIVER = 1;
  static final int COMPLETED = 2;

  private static final VarHandle STATE;
  private static final VarHandle CANCEL_ROUTINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Irp.class, "state", int.class);
      CANCEL_ROUTINE = lookup.findVarHandle(Irp.class, "cancelRoutine", CancelRoutine.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Ke ke;
  private final Object[] driverContext = new Object[4];
  private volatile int state;
  private volatile CancelRoutine cancelRoutine;
  private volatile boolean cancel;
  private Irp next;
  private Irp previous;
  private int status;
  private long information;

  // Set by the I/O manager before dispatch.
  IrpParameters parameters;
  DeviceObject device;
  FileObject file;
  IoRequest request;
  KThread thread;
  PoolBlock systemBuffer;
  long inputLength;
  long outputLength;
  boolean copiesOutput;

  /** IoMarkIrpPending was called; the dispatcher reads it until {@link #dispatching} ends. */
  volatile boolean pendingMarked;

  /** The dispatch routine has not returned: the I/O manager still looks at this IRP. */
  volatile boolean dispatching;

  // Guarded by the file object's request list.
  Irp olderOfFile;
  Irp newerOfFile;
  boolean linked;
  boolean pinned;

  Irp(Ke ke) {
    this.ke = ke;
  }

  /** Gets the IRP ready for another request. */
  void reset(IrpParameters newParameters, DeviceObject newDevice) {
    parameters = newParameters;
    device = newDevice;
    file = null;
    request = null;
    systemBuffer = null;
    inputLength = 0;
    outputLength = 0;
    copiesOutput = false;
    pendingMarked = false;
    pinned = false;
    cancel = false;
    status = NtStatus.SUCCESS;
    information = 0;
    next = null;
    previous = null;
    Arrays.fill(driverContext, null);
  }

  void handToDriver() {
    dispatching = true;
    state = IN_DRIVER;
  }

  /** Takes the IRP from the driver; false if the driver has given it back before. */
  boolean takeFromDriver() {
    return STATE.compareAndSet(this, IN_DRIVER, COMPLETED);
  }

  boolean completed() {
    return state == COMPLETED;
  }

  int finalStatus() {
    return status;
  }

  long finalInformation() {
    return information;
  }

  CancelRoutine exchangeCancelRoutine(CancelRoutine routine) {
    return (CancelRoutine) CANCEL_ROUTINE.getAndSet(this, routine);
  }

  void setCancel() {
    cancel = true;
  }

  private void touch() {
    if (state != IN_DRIVER) {
      throw ke.verifier().violation("IRP touched after its completion");
    }
  }

  /** The major function, see {@link MajorFunction}. */
  public int majorFunction() {
    touch();
    return parameters.major();
  }

  /** The file object; null for a request without one. */
  public FileObject fileObject() {
    touch();
    return file;
  }

  /** Parameters.DeviceIoControl.IoControlCode, all 32 bits. */
  public int ioControlCode() {
    touch();
    return parameters.code();
  }

  /** Parameters.DeviceIoControl.InputBufferLength, or the length of a write: unsigned 32 bits. */
  public long inputLength() {
    touch();
    return inputLength;
  }

  /** Parameters.DeviceIoControl.OutputBufferLength, or the length of a read: unsigned 32 bits. */
  public long outputLength() {
    touch();
    return outputLength;
  }

  /**
   * AssociatedIrp.SystemBuffer: input first, output written over it; null when both lengths are 0.
   *
   * @throws NotModelledException if the request's method has another buffer
   */
  public PoolBlock systemBuffer() {
    touch();
    if (parameters.method() == TransferMethod.NEITHER) {
      throw new NotModelledException("SystemBuffer of a METHOD_NEITHER request");
    }
    return systemBuffer;
  }

  /** RequestorMode: {@link #KERNEL_MODE} or {@link #USER_MODE}. */
  public int requestorMode() {
    touch();
    return parameters.mode();
  }

  /** Tail.Overlay.Thread: who made the request. */
  public KThread thread() {
    touch();
    return thread;
  }

  /** Sets IoStatus; Information counts bytes of output. */
  public void setIoStatus(int newStatus, long newInformation) {
    touch();
    status = newStatus;
    information = newInformation;
  }

  /** IoStatus.Status. */
  public int status() {
    touch();
    return status;
  }

  /** IoStatus.Information. */
  public long information() {
    touch();
    return information;
  }

  /** IoMarkIrpPending. */
  public void markPending() {
    touch();
    ke.calls().enter("IoMarkIrpPending");
    pendingMarked = true;
  }

  /** IoSetCancelRoutine: an atomic exchange; returns the routine set before, or null. */
  public CancelRoutine setCancelRoutine(CancelRoutine routine) {
    ke.calls().enter("IoSetCancelRoutine");
    touch();
    return exchangeCancelRoutine(routine);
  }

  /** Cancel: whether its cancellation has been asked for. */
  public boolean cancelled() {
    touch();
    return cancel;
  }

  /** Tail.Overlay.DriverContext: four entries for the driver while it owns the IRP. */
  public Object[] driverContext() {
    return driverContext;
  }

  /** Tail.Overlay.ListEntry.Flink. */
  public Irp next() {
    return next;
  }

  /** Sets the link to the next IRP of the owner's queue. */
  public void setNext(Irp irp) {
    next = irp;
  }

  /** Tail.Overlay.ListEntry.Blink. */
  public Irp previous() {
    return previous;
  }

  /** Sets the link to the previous IRP of the owner's queue. */
  public void setPrevious(Irp irp) {
    previous = irp;
  }
}
