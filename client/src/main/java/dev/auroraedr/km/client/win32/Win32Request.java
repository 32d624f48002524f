package dev.auroraedr.km.client.win32;

import dev.auroraedr.km.client.port.OverlappedRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/** A request of one handle. Refuses to be touched while it belongs to the system. */
final class Win32Request implements OverlappedRequest {
  private enum State {
    OURS,
    IN_FLIGHT,
    FREED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OURS);
  private final Win32DeviceHandle owner;
  private final RequestMemory memory;
  private volatile long submission;

  Win32Request(Win32DeviceHandle owner, RequestMemory memory) {
    this.owner = owner;
    this.memory = memory;
  }

  Win32DeviceHandle owner() {
    return owner;
  }

  RequestMemory memory() {
    return memory;
  }

  /** Number of the current submission. */
  long submission() {
    return submission;
  }

  /** Hands the request to the system and returns the submission's number. */
  long enterSystem(int inputLength, int outputLength) {
    if (!state.compareAndSet(State.OURS, State.IN_FLIGHT)) {
      throw new IllegalStateException("the request is " + state.get() + ", so can't be submitted");
    }
    try {
      memory.prepare(inputLength, outputLength);
    } catch (IllegalArgumentException e) {
      state.set(State.OURS);
      throw e;
    }
    long number = submission + 1;
    submission = number;
    return number;
  }

  void leaveSystem() {
    state.set(State.OURS);
  }

  @Override
  public ByteBuffer input() {
    requireOurs();
    return memory.inputBytes();
  }

  @Override
  public ByteBuffer output() {
    requireOurs();
    return memory.outputBytes();
  }

  @Override
  public int status() {
    requireOurs();
    return memory.status();
  }

  @Override
  public int information() {
    requireOurs();
    return memory.information();
  }

  @Override
  public long key() {
    return owner.key();
  }

  @Override
  public void close() {
    if (state.compareAndSet(State.OURS, State.FREED)) {
      memory.free();
    } else if (state.get() == State.IN_FLIGHT) {
      throw new IllegalStateException(
          "the request is in flight: dequeue its packet before freeing its buffers");
    }
  }

  private void requireOurs() {
    State now = state.get();
    if (now != State.OURS) {
      throw new IllegalStateException("the request is " + now + ", so can't be touched");
    }
  }
}
