package dev.auroraedr.km.emulator.ke;

import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Says which kernel calls fail and what happens in the middle of them: give it to {@link
 * KernelCalls#observe}. Actions run without any lock of this class, so they may call the machine as
 * another thread would; calls made by an action are not judged again. Thread-safe.
 */
public final class FaultPlan implements ToIntFunction<String> {
  private final Map<String, Plan> plans = new HashMap<>();
  private final Map<String, Integer> failing = new HashMap<>();
  private final ThreadLocal<Boolean> acting = ThreadLocal.withInitial(() -> false);
  private List<String> trace;
  private Consumer<String> always;

  /**
   * One planned event.
   *
   * @param status what the call fails with; STATUS_SUCCESS lets it go on
   * @param action what happens then; null for nothing
   */
  private record Step(int status, Runnable action) {}

  /** What is planned for the calls of one name, by their number. */
  private static final class Plan {
    private final Map<Integer, List<Step>> steps = new HashMap<>();
    private int seen;
  }

  /**
   * Lets the nth call of that name from now on fail as it does when resources are short; 1 is the
   * next.
   */
  public FaultPlan fail(String call, int nth) {
    return fail(call, nth, NtStatus.INSUFFICIENT_RESOURCES);
  }

  /** The same with a status of choice, where the call tells its caller one. */
  public FaultPlan fail(String call, int nth, int status) {
    return add(call, nth, new Step(requireError(status), null));
  }

  /** Lets every call of that name fail as it does when resources are short. */
  public FaultPlan failAll(String call) {
    return failAll(call, NtStatus.INSUFFICIENT_RESOURCES);
  }

  /** The same with a status of choice, where the call tells its caller one. */
  public synchronized FaultPlan failAll(String call, int status) {
    failing.put(call, requireError(status));
    return this;
  }

  private static int requireError(int status) {
    if (status >= 0) {
      throw new IllegalArgumentException(String.format("0x%08X is no failing status", status));
    }
    return status;
  }

  /** Runs an action once, when the nth call of that name from now on begins. */
  public FaultPlan at(String call, int nth, Runnable action) {
    return add(call, nth, new Step(NtStatus.SUCCESS, action));
  }

  /** Runs an action at every call, with its name. */
  public synchronized FaultPlan atEvery(Consumer<String> action) {
    always = action;
    return this;
  }

  /** Forgets everything planned and recorded. */
  public synchronized void clear() {
    plans.clear();
    failing.clear();
    always = null;
    trace = null;
  }

  /** Starts recording names. */
  public synchronized void startTrace() {
    trace = new ArrayList<>();
  }

  /** Ends recording and returns the names in order. */
  public synchronized List<String> stopTrace() {
    List<String> result = trace == null ? List.of() : List.copyOf(trace);
    trace = null;
    return result;
  }

  private synchronized FaultPlan add(String call, int nth, Step step) {
    Plan plan = plans.computeIfAbsent(call, key -> new Plan());
    plan.steps.computeIfAbsent(plan.seen + nth, key -> new ArrayList<>()).add(step);
    return this;
  }

  @Override
  public int applyAsInt(String call) {
    if (acting.get()) {
      return NtStatus.SUCCESS;
    }
    List<Runnable> due = new ArrayList<>(0);
    int status = judge(call, due);
    if (!due.isEmpty()) {
      act(due);
    }
    return status;
  }

  private synchronized int judge(String call, List<Runnable> due) {
    if (trace != null) {
      trace.add(call);
    }
    Consumer<String> every = always;
    if (every != null) {
      due.add(() -> every.accept(call));
    }
    int planned = countDown(call, due);
    return failing.getOrDefault(call, planned);
  }

  private int countDown(String call, List<Runnable> due) {
    Plan plan = plans.get(call);
    List<Step> now = plan == null ? null : plan.steps.remove(++plan.seen);
    int status = NtStatus.SUCCESS;
    for (Step step : now == null ? List.<Step>of() : now) {
      if (step.action() == null) {
        status = step.status();
      } else {
        due.add(step.action());
      }
    }
    return status;
  }

  private void act(List<Runnable> due) {
    acting.set(true);
    try {
      due.forEach(Runnable::run);
    } finally {
      acting.set(false);
    }
  }
}
