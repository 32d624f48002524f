package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KEvent;
import dev.auroraedr.km.emulator.ob.EventObject;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A caller's side of one request: what he passes to NtDeviceIoControlFile, and his I/O status block
 * (an OVERLAPPED, for Win32). One thread prepares and submits it; until it has ended, or its packet
 * was dequeued, it belongs to the system. It may be submitted any number of times, one after the
 * other.
 */
public final class IoRequest {
  private final AtomicBoolean inFlight = new AtomicBoolean();
  private final KEvent ended = new KEvent();
  private UserSpan input = UserSpan.NULL;
  private UserSpan output = UserSpan.NULL;
  private long inputLength;
  private long outputLength;
  private long eventHandle;
  private boolean postsPacket = true;
  private Object owner;

  // The I/O status block.
  private volatile int status;
  private volatile long information;

  // The system's, while the request is in flight.
  IrpParameters parameters;
  Irp irp;
  EventObject event;
  boolean reusable;
  long key;
  ParkedCall parked;
  volatile IoRequest nextPacket;
  private volatile int finalStatus;
  private volatile long finalInformation;

  /** Makes a request without buffers. */
  public IoRequest() {}

  /**
   * Sets the input buffer.
   *
   * @param length told to the system: unsigned 32 bits
   */
  public IoRequest input(UserSpan buffer, long length) {
    input = buffer;
    inputLength = length & 0xFFFF_FFFFL;
    return this;
  }

  /**
   * Sets the output buffer.
   *
   * @param length told to the system: unsigned 32 bits
   */
  public IoRequest output(UserSpan buffer, long length) {
    output = buffer;
    outputLength = length & 0xFFFF_FFFFL;
    return this;
  }

  /** Sets an event that is signalled at the end; 0 for none. */
  public IoRequest event(long handle) {
    eventHandle = handle;
    return this;
  }

  /** False: ApcContext is NULL, as for an hEvent with its low bit set: no packet is posted. */
  public IoRequest postsPacket(boolean posts) {
    postsPacket = posts;
    return this;
  }

  /** Attaches whatever its user wants to find again at its packet. */
  public IoRequest owner(Object newOwner) {
    owner = newOwner;
    return this;
  }

  /** What was attached. */
  public Object owner() {
    return owner;
  }

  /**
   * IoStatusBlock.Status, OVERLAPPED.Internal: STATUS_PENDING from submission until the system
   * writes it, for ever after a synchronous error (facts 1.3, 1.5).
   */
  public int status() {
    return status;
  }

  /** IoStatusBlock.Information, OVERLAPPED.InternalHigh. */
  public long information() {
    return information;
  }

  /** The association key of its packet; valid after dequeuing. */
  public long key() {
    return key;
  }

  /** Whether the system still owns it. */
  public boolean inFlight() {
    return inFlight.get();
  }

  /**
   * Whether the driver's part is over. On a bound handle the packet, and with it status block and
   * output, may still be to come.
   */
  public boolean ended() {
    return ended.signalled();
  }

  /** Waits for {@link #ended}; returns it. */
  public boolean awaitEnd(long nanos) {
    return ended.await(nanos);
  }

  /** The status with which it ended, known from {@link #ended} on, packet or not. */
  public int finalStatus() {
    return finalStatus;
  }

  /** The Information with which it ended. */
  public long finalInformation() {
    return finalInformation;
  }

  /** If the call returned STATUS_PENDING on a synchronous handle: its blocked caller; else null. */
  public ParkedCall parkedCall() {
    return parked;
  }

  UserSpan input() {
    return input;
  }

  UserSpan output() {
    return output;
  }

  long inputLength() {
    return inputLength;
  }

  long outputLength() {
    return outputLength;
  }

  long eventHandle() {
    return eventHandle;
  }

  boolean postsPacket() {
    return postsPacket;
  }

  void begin() {
    if (!inFlight.compareAndSet(false, true)) {
      throw new IllegalStateException("request submitted while it is in flight");
    }
    ended.clear();
    status = NtStatus.PENDING;
    information = 0;
    parked = null;
  }

  IrpParameters parametersFor(int major, int code, int mode) {
    IrpParameters last = parameters;
    if (last == null || last.major() != major || last.code() != code || last.mode() != mode) {
      parameters = IrpParameters.control(major, code, mode);
    }
    return parameters;
  }

  void writeStatusBlock(int newStatus, long newInformation) {
    information = newInformation;
    status = newStatus;
  }

  void end(int newStatus, long newInformation) {
    finalInformation = newInformation;
    finalStatus = newStatus;
    ended.set();
  }

  /** Gives the request back to its owner. */
  void release() {
    inFlight.set(false);
  }
}
