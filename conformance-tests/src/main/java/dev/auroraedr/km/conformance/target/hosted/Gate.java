package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The hosted kernel's gate of calls. It stops a call in whose middle an action is due and says so;
 * a thread of this class waits for that, lets each action run on a thread of its own, as another
 * processor would, and lets the call go on when it has ended. If the action has to wait for what
 * the stopped call may hold, the kernel itself lets the call go on. Thread-safe.
 */
final class Gate implements KernelControl {
  private static final int WAIT_MS = 1000;
  private static final long EVERY = 0;

  private final HostedKernel kernel;
  private final Map<Stop, List<Runnable>> planned = new HashMap<>();
  private final ConcurrentLinkedQueue<Beside> actions = new ConcurrentLinkedQueue<>();
  private Consumer<String> always;
  private Thread watch;
  private boolean tracing;
  private List<String> lastTrace = List.of();

  /** The nth call of a name. */
  private record Stop(String call, long nth) {}

  Gate(HostedKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void fail(String call, int nth) {
    fail(call, nth, NtStatus.INSUFFICIENT_RESOURCES);
  }

  @Override
  public void fail(String call, int nth, int status) {
    kernel.call(Operations.FAIL, new Message().text(call).u64(nth).u32(required(status)));
  }

  @Override
  public void failAll(String call, int status) {
    kernel.call(Operations.FAIL, new Message().text(call).u64(0).u32(required(status)));
  }

  @Override
  public void failAll(String call) {
    failAll(call, NtStatus.INSUFFICIENT_RESOURCES);
  }

  private static int required(int status) {
    if (status >= 0) {
      throw new IllegalArgumentException(String.format("0x%08X is no failing status", status));
    }
    return status;
  }

  @Override
  public synchronized void at(String call, int nth, Runnable action) {
    Reply reply = kernel.call(Operations.STOP_AT, new Message().text(call).u64(nth));
    Stop stop = new Stop(call, reply.u64());
    planned.computeIfAbsent(stop, key -> new ArrayList<>()).add(action);
    beginWatch();
  }

  @Override
  public synchronized void atEvery(Consumer<String> action) {
    always = action;
    kernel.call(Operations.STOP_AT_EVERY);
    beginWatch();
  }

  private void beginWatch() {
    if (watch == null) {
      watch = new Thread(this::watch, "hosted gate");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private void watch() {
    while (!kernel.closed()) {
      try {
        Reply reply = kernel.call(Operations.NEXT_POINT, new Message().u32(WAIT_MS));
        if (reply.flag()) {
          reached(reply.u64(), reply.u64(), reply.text());
        }
      } catch (IllegalArgumentException e) {
        // the machine was closed between the question and this call
        if (!kernel.closed()) {
          throw e;
        }
      }
    }
  }

  private void reached(long point, long nth, String call) {
    Beside thread = new Beside(kernel, point, due(nth, call));
    actions.add(thread);
    thread.start();
  }

  private synchronized List<Runnable> due(long nth, String call) {
    if (nth == EVERY) {
      Consumer<String> every = always;
      return every == null ? List.of() : List.of(() -> every.accept(call));
    }
    List<Runnable> actions = planned.remove(new Stop(call, nth));
    return actions == null ? List.of() : actions;
  }

  @Override
  public void nextRandom(byte[] bytes) {
    kernel.call(Operations.NEXT_RANDOM, new Message().bytes(bytes));
  }

  @Override
  public void clear() {
    synchronized (this) {
      planned.clear();
      always = null;
    }
    kernel.call(Operations.CLEAR);
    joinActions();
  }

  @Override
  public synchronized void startTrace() {
    tracing = true;
    lastTrace = List.of();
    kernel.call(Operations.START_TRACE);
  }

  @Override
  public synchronized List<String> stopTrace() {
    keepTrace();
    return lastTrace;
  }

  /** Takes the trace from a machine that is about to go, for who asks afterwards. */
  synchronized void keepTrace() {
    if (tracing) {
      tracing = false;
      lastTrace = kernel.call(Operations.STOP_TRACE).texts();
    }
  }

  /** Waits for actions under way; what one of them threw is thrown here. */
  void joinActions() {
    if (Beside.isActing()) {
      return;
    }
    for (Beside thread = actions.poll(); thread != null; thread = actions.poll()) {
      thread.awaitEnd();
    }
  }
}
