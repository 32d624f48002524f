package dev.auroraedr.km.client.fake;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.BatchBytes;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Answers as scripted; by default opens one stream and gives its events one batch each. */
public final class FakeDriver implements DevicePort {
  /** FakeDriver queues at most this many events of its stream; the newest are dropped. */
  public static final int QUEUE = 8;

  private final Map<Integer, ControlResult> failures = new HashMap<>();
  private final Map<Integer, byte[]> answers = new HashMap<>();
  private final List<FakeHandle> handles = new ArrayList<>();
  private final Deque<Long> queue = new ArrayDeque<>();
  private final Map<Integer, Integer> claims = new HashMap<>();
  private PortException openFailure;
  private int submitError;
  private boolean ignoresCancel;
  private long sequence;
  private long delivered;
  private int unreportedDrops;
  private boolean closed;

  /** The next opens fail so. */
  public void failOpen(int error, OptionalInt status) {
    openFailure = new PortException("CreateFileW(device)", error, status);
  }

  /** Requests with this code fail so. */
  public void fail(int code, int error, OptionalInt status) {
    failures.put(code, new ControlResult(error, status, 0));
  }

  /** Requests with this code get this answer. */
  public void answer(int code, byte[] bytes) {
    answers.put(code, bytes);
  }

  /** Answers to requests with this code claim to have this length. */
  public void claim(int code, int length) {
    claims.put(code, length);
  }

  /** The next submit fails with this Win32 error. */
  public synchronized void failNextSubmit(int error) {
    submitError = error;
  }

  synchronized int takeSubmitError() {
    int error = submitError;
    submitError = 0;
    return error;
  }

  /** Cancelled receives stay pending, as with a broken driver. */
  public synchronized void ignoreCancel(boolean ignore) {
    ignoresCancel = ignore;
  }

  boolean ignoresCancel() {
    return ignoresCancel;
  }

  /** The handle opened as the n-th, from 0 (0 is the one for queries). */
  public FakeHandle handle(int index) {
    return handles.get(index);
  }

  public boolean isClosed() {
    return closed;
  }

  public synchronized int queued() {
    return queue.size();
  }

  /** Something happened: one event more, queued if no receive waits, dropped if nothing fits. */
  public synchronized void happen() {
    sequence++;
    if (queue.size() == QUEUE) {
      unreportedDrops++;
    } else {
      queue.add(sequence);
    }
    if (handles.size() > 1) {
      serve(handles.get(1));
    }
  }

  /** Completes the stream's pending receives while events are queued. */
  synchronized void serve(FakeHandle handle) {
    while (!queue.isEmpty() && !handle.pending.isEmpty()) {
      BatchBytes batch = BatchBytes.batch().dropped(unreportedDrops);
      unreportedDrops = 0;
      while (!queue.isEmpty()) {
        batch.event(queue.poll(), "a.exe");
        delivered++;
      }
      handle.completeOldest(NtStatus.SUCCESS, batch.bytes());
    }
  }

  synchronized ControlResult control(FakeHandle handle, int code, ByteBuffer output) {
    if (failures.containsKey(code)) {
      return failures.get(code);
    }
    byte[] answer = answers.getOrDefault(code, new byte[0]);
    if (code == ControlCode.STOP_EVENT_STREAM) {
      handle.stopped = true;
      handle.cancelAll();
      answer = answers.getOrDefault(code, stopAnswer());
    } else if (code == ControlCode.START_EVENT_STREAM) {
      answer = answers.getOrDefault(code, startAnswer());
    }
    output.put(answer);
    int length = claims.getOrDefault(code, answer.length);
    return new ControlResult(0, OptionalInt.of(0), length);
  }

  private static byte[] startAnswer() {
    ByteBuffer answer = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    answer.putInt(1).putInt(262_144).put(BatchBytes.uuidBytes(BatchBytes.TOKEN.toUuid()));
    return answer.putLong(77).array();
  }

  private byte[] stopAnswer() {
    ByteBuffer answer = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    answer.putInt(1).putInt(0).putLong(delivered).putLong(sequence - delivered);
    return answer.array();
  }

  @Override
  public synchronized DeviceHandle open() throws PortException {
    if (openFailure != null) {
      throw openFailure;
    }
    FakeHandle handle = new FakeHandle(this);
    handles.add(handle);
    return handle;
  }

  @Override
  public CompletionPort createCompletionPort() {
    return new FakeCompletionPort();
  }

  @Override
  public void close() {
    handles.forEach(FakeHandle::closeWithPort);
    closed = true;
  }
}
