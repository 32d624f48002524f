package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The open streams of all sessions and which sessions have ended, under one lock. Publishers read
 * the streams without it: the array is replaced, never changed (in the real driver they take a
 * reference to each stream under the lock). A stream counts against the limits from {@link
 * #reserve}, before there is any memory for it, until that memory is gone. Thread-safe.
 */
public class StreamTable {
  private static final EventStream[] NONE = {};

  private final SpinLock lock;
  private volatile EventStream[] live = NONE;
  private volatile int interest;

  /** Streams that count: reserved, open, or taken out and not freed yet. */
  private int streams;

  private long reservedBytes;

  /** Taken out, and not freed yet. */
  private final List<EventStream> closing = new ArrayList<>();

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

  /**
   * Counts one more stream of this size, before its memory is made (STR-3). The caller {@link
   * #insert inserts} it, or {@link #release releases} it again.
   *
   * @return STATUS_SUCCESS, STATUS_FILE_CLOSED (STR-15) or STATUS_INSUFFICIENT_RESOURCES
   */
  public final int reserve(Session session, int queueBytes) {
    lock.acquire();
    try {
      int status = judge(session, queueBytes);
      if (status == NtStatus.SUCCESS) {
        count(session, 1, queueBytes);
      }
      return status;
    } finally {
      lock.release();
    }
  }

  /** A stream that was reserved will not be opened; its memory is gone. */
  public final void release(Session session, int queueBytes) {
    lock.acquire();
    try {
      count(session, -1, -queueBytes);
    } finally {
      lock.release();
    }
  }

  /**
   * Opens a stream that was reserved to events.
   *
   * @return STATUS_SUCCESS; STATUS_FILE_CLOSED if the session has ended since; or
   *     STATUS_OBJECT_NAME_COLLISION for a token in use (STR-2). It stays reserved.
   */
  public final int insert(EventStream stream) {
    lock.acquire();
    try {
      if (hasEnded(stream.session())) {
        return NtStatus.FILE_CLOSED;
      }
      if (isInUse(stream.grant().token())) {
        return NtStatus.OBJECT_NAME_COLLISION;
      }
      EventStream[] next = Arrays.copyOf(live, live.length + 1);
      next[live.length] = stream;
      publish(next);
      return NtStatus.SUCCESS;
    } finally {
      lock.release();
    }
  }

  /** A stream that was taken out is closed and its memory gone: it counts no longer (STR-3). */
  final void freed(EventStream stream) {
    lock.acquire();
    try {
      closing.remove(stream);
      count(stream.session(), -1, -stream.grant().queueBytes());
    } finally {
      lock.release();
    }
  }

  private void count(Session session, int change, int bytes) {
    streams += change;
    session.addStreams(change);
    reservedBytes += bytes;
  }

  /** STR-15 before STR-3. */
  protected int judge(Session session, int queueBytes) {
    if (hasEnded(session)) {
      return NtStatus.FILE_CLOSED;
    }
    boolean full =
        streams >= Limits.MAX_STREAMS
            || session.streams() >= Limits.MAX_STREAMS_PER_HANDLE
            || reservedBytes + queueBytes > Limits.MAX_TOTAL_QUEUE_BYTES;
    return full ? NtStatus.INSUFFICIENT_RESOURCES : NtStatus.SUCCESS;
  }

  /** STR-15: whether a session, or a request without one, opens no streams any more. */
  protected boolean hasEnded(Session session) {
    return session == null || session.hasEnded();
  }

  /** STR-2: whether a stream has the token; one that is closing has, its receives carry it. */
  protected boolean isInUse(Token token) {
    return Stream.concat(Arrays.stream(live), closing.stream())
        .anyMatch(stream -> stream.grant().token().equals(token));
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
    closing.addAll(taken);
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
