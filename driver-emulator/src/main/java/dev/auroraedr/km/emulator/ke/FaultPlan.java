package dev.auroraedr.km.emulator.ke;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Says which kernel calls fail and what happens in the middle of them: give it to {@link
 * KernelCalls#observe}. Actions run without any lock of this class, so they may call the machine as
 * another thread would; calls made by an action are not judged again. Thread-safe.
 */
public final class FaultPlan implements Predicate<String> {
  private final Map<String, List<Step>> steps = new HashMap<>();
  private final Set<String> failing = new HashSet<>();
  private final ThreadLocal<Boolean> acting = ThreadLocal.withInitial(() -> false);
  private List<String> trace;
  private Consumer<String> always;

  /** One planned event: counts down to 0, then fails the call or runs the action. */
  private static final class Step {
    private int remaining;
    private final Runnable action;

    Step(int nth, Runnable action) {
      this.remaining = nth;
      this.action = action;
    }
  }

  /** Lets the nth call of that name from now on fail; 1 is the next. */
  public FaultPlan fail(String call, int nth) {
    return add(call, new Step(nth, null));
  }

  /** Lets every call of that name fail. */
  public synchronized FaultPlan failAll(String call) {
    failing.add(call);
    return this;
  }

  /** Runs an action once, when the nth call of that name from now on begins. */
  public FaultPlan at(String call, int nth, Runnable action) {
    return add(call, new Step(nth, action));
  }

  /** Runs an action at every call, with its name. */
  public synchronized FaultPlan atEvery(Consumer<String> action) {
    always = action;
    return this;
  }

  /** Forgets everything planned and recorded. */
  public synchronized void clear() {
    steps.clear();
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

  private synchronized FaultPlan add(String call, Step step) {
    steps.computeIfAbsent(call, key -> new ArrayList<>()).add(step);
    return this;
  }

  @Override
  public boolean test(String call) {
    if (acting.get()) {
      return false;
    }
    List<Runnable> due = new ArrayList<>(0);
    boolean fail = judge(call, due);
    if (!due.isEmpty()) {
      act(due);
    }
    return fail;
  }

  private synchronized boolean judge(String call, List<Runnable> due) {
    if (trace != null) {
      trace.add(call);
    }
    Consumer<String> every = always;
    if (every != null) {
      due.add(() -> every.accept(call));
    }
    return failing.contains(call) | countDown(call, due);
  }

  private boolean countDown(String call, List<Runnable> due) {
    boolean fail = false;
    List<Step> planned = steps.getOrDefault(call, List.of());
    for (int i = planned.size() - 1; i >= 0; i--) {
      Step step = planned.get(i);
      if (--step.remaining == 0) {
        planned.remove(i);
        fail |= step.action == null;
        if (step.action != null) {
          due.add(step.action);
        }
      }
    }
    return fail;
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
