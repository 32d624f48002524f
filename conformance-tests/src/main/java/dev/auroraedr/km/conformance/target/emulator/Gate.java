package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The machine's gate of kernel calls, watched only from the first use on. An action in the middle
 * of a call runs on a thread of its own, as another processor would: if it meets a spin lock or a
 * rundown that the interrupted code holds, that code goes on and the action follows as soon as it
 * is free.
 */
final class Gate implements KernelControl {
  private static final Set<String> NAME_QUERIES =
      Set.of(
          "FltGetFileNameInformation",
          "SeLocateProcessImageName",
          "CmCallbackGetKeyObjectIDEx",
          "ObQueryNameString");

  private final KernelCalls calls;
  private final RandomSource random;
  private final FaultPlan plan = new FaultPlan();
  private final AtomicLong nameQueries = new AtomicLong();
  private final ConcurrentLinkedQueue<Beside> actions = new ConcurrentLinkedQueue<>();

  Gate(KernelCalls calls, RandomSource random) {
    this.calls = calls;
    this.random = random;
  }

  private FaultPlan watching() {
    calls.observe(this::judge);
    return plan;
  }

  private int judge(String call) {
    if (Beside.isActing()) {
      return NtStatus.SUCCESS;
    }
    if (NAME_QUERIES.contains(call)) {
      nameQueries.incrementAndGet();
    }
    return plan.applyAsInt(call);
  }

  /** Name queries since this was first asked. */
  long nameQueries() {
    watching();
    return nameQueries.get();
  }

  @Override
  public void fail(String call, int nth) {
    watching().fail(call, nth);
  }

  @Override
  public void fail(String call, int nth, int status) {
    watching().fail(call, nth, status);
  }

  @Override
  public void failAll(String call, int status) {
    watching().failAll(call, status);
  }

  @Override
  public void failAll(String call) {
    watching().failAll(call);
  }

  @Override
  public void at(String call, int nth, Runnable action) {
    watching().at(call, nth, () -> runBeside(action));
  }

  @Override
  public void atEvery(Consumer<String> action) {
    watching().atEvery(call -> runBeside(() -> action.accept(call)));
  }

  private void runBeside(Runnable action) {
    Beside thread = new Beside(action);
    actions.add(thread);
    thread.start();
    thread.awaitEndOrBlock();
  }

  @Override
  public void nextRandom(byte[] bytes) {
    random.giveNext(bytes);
  }

  @Override
  public void clear() {
    random.forgetChosen();
    plan.clear();
    joinActions();
  }

  @Override
  public void startTrace() {
    watching().startTrace();
  }

  @Override
  public List<String> stopTrace() {
    return plan.stopTrace();
  }

  /** Waits for actions that had to wait for a lock. */
  void joinActions() {
    if (Beside.isActing()) {
      return;
    }
    for (Beside thread = actions.poll(); thread != null; thread = actions.poll()) {
      thread.awaitEnd();
    }
  }
}
