package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The open streams of all sessions and which sessions have ended, under one lock. Publishers read
 * the streams without it: the array is replaced, never changed (in the real driver they take a
 * reference to each stream under the lock). Thread-safe.
 */
public class StreamTable {
  private static final EventStream[] NONE = {};

  private final SpinLock lock;
  private volatile EventStream[] live = NONE;
  private volatile int interest;
  private long reservedBytes;

  /** An empty table. */
  public StreamTable(SpinLock lock) {
    this.lock = lock;
  }

  /** STR-12: whether an open stream's mask has the bit; costs one read. */
  public final boolean wants(int maskBit) {
    return (interest & maskBit) != 0;
  }

  /** The open streams, oldest first; not to be changed. */
  final EventStream[] live() {
    return live;
  }

  /** FST-4: open streams of all handles. */
  public final int count() {
    return live.length;
  }

  /** Whether a session may open one more stream of this size (STR-3, STR-15). */
  public final int admit(Session session, int queueBytes) {
    lock.acquire();
    try {
      return judge(session, queueBytes);
    } finally {
      lock.release();
    }
  }

  /**
   * Opens a stream to events, unless the session has ended or a limit was reached since {@link
   * #admit}.
   *
   * @return STATUS_SUCCESS, a refusal, or STATUS_OBJECT_NAME_COLLISION for a token in use (STR-2)
   */
  public final int insert(EventStream stream) {
    lock.acquire();
    try {
      int status = judge(stream.session(), stream.grant().queueBytes());
      if (status == NtStatus.SUCCESS && isInUse(stream.grant().token())) {
        status = NtStatus.OBJECT_NAME_COLLISION;
      }
      if (status == NtStatus.SUCCESS) {
        add(stream);
      }
      return status;
    } finally {
      lock.release();
    }
  }

  /** STR-15 before STR-3. */
  protected int judge(Session session, int queueBytes) {
    if (session == null || session.hasEnded()) {
      return NtStatus.FILE_CLOSED;
    }
    boolean full =
        live.length >= Limits.MAX_STREAMS
            || session.streams() >= Limits.MAX_STREAMS_PER_HANDLE
            || reservedBytes + queueBytes > Limits.MAX_TOTAL_QUEUE_BYTES;
    return full ? NtStatus.INSUFFICIENT_RESOURCES : NtStatus.SUCCESS;
  }

  /** STR-2: whether a live stream has the token. */
  protected boolean isInUse(Token token) {
    return Arrays.stream(live).anyMatch(stream -> stream.grant().token().equals(token));
  }

  private void add(EventStream stream) {
    EventStream[] next = Arrays.copyOf(live, live.length + 1);
    next[live.length] = stream;
    stream.session().addStreams(1);
    reservedBytes += stream.grant().queueBytes();
    publish(next);
  }

  /** Finds a stream of the session by its token. */
  public StreamLookUp find(Session session, Token token) {
    lock.acquire();
    try {
      return lookUp(session, token);
    } finally {
      lock.release();
    }
  }

  /** Finds a stream and takes it out: of several callers one alone gets it (STR-10). */
  public StreamLookUp remove(Session session, Token token) {
    lock.acquire();
    try {
      StreamLookUp found = lookUp(session, token);
      if (found.stream() != null) {
        takeOut(stream -> stream == found.stream());
      }
      return found;
    } finally {
      lock.release();
    }
  }

  /** STR-5: another handle's token can't be told from one that never was. */
  protected StreamLookUp lookUp(Session session, Token token) {
    if (session == null || session.hasEnded()) {
      return new StreamLookUp(NtStatus.FILE_CLOSED, null);
    }
    for (EventStream stream : live) {
      if (isOwnedBy(stream, session) && stream.grant().token().equals(token)) {
        return new StreamLookUp(NtStatus.SUCCESS, stream);
      }
    }
    return new StreamLookUp(NtStatus.NOT_FOUND, null);
  }

  /** DEV-3: streams belong to the file object that opened them. */
  protected boolean isOwnedBy(EventStream stream, Session session) {
    return stream.session() == session;
  }

  /** STR-15: ends a session and takes its streams out; idempotent. */
  public List<EventStream> endSession(Session session) {
    lock.acquire();
    try {
      session.end();
      return takeOut(stream -> stream.session() == session);
    } finally {
      lock.release();
    }
  }

  /** Takes all streams out, for unload. */
  public List<EventStream> removeAll() {
    lock.acquire();
    try {
      return takeOut(stream -> true);
    } finally {
      lock.release();
    }
  }

  private List<EventStream> takeOut(Predicate<EventStream> wanted) {
    List<EventStream> taken = new ArrayList<>();
    List<EventStream> kept = new ArrayList<>();
    for (EventStream stream : live) {
      (wanted.test(stream) ? taken : kept).add(stream);
    }
    for (EventStream stream : taken) {
      stream.session().addStreams(-1);
      reservedBytes -= stream.grant().queueBytes();
    }
    publish(kept.toArray(NONE));
    return taken;
  }

  private void publish(EventStream[] next) {
    int mask = 0;
    for (EventStream stream : next) {
      mask |= stream.grant().eventMask();
    }
    live = next;
    interest = mask;
  }
}
