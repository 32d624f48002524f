package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.KernelControl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Runs an operation once for every kernel call that it makes, each time with something else
 * happening in the middle of that call: every interleaving that a driver's calls allow, without
 * knowing which calls they are.
 */
public final class Interleaving {
  private Interleaving() {}

  /** One run; the supplier makes a fresh one for each point. */
  public interface Run {
    /** The operation whose kernel calls are the points. */
    void operation();

    /** What happens in the middle of one of them. */
    void other();

    /** Judges the outcome; {@code where} names the point for messages. */
    void check(String where);
  }

  /** Runs at all points, and with the other action before and after the whole operation. */
  public static void atEveryCall(KernelControl control, Supplier<? extends Run> runs) {
    List<String> calls = trace(control, runs.get());
    otherFirst(runs.get());
    Map<String, Integer> seen = new HashMap<>();
    for (String call : calls) {
      int nth = seen.merge(call, 1, Integer::sum);
      runAt(control, runs.get(), call, nth);
    }
  }

  private static List<String> trace(KernelControl control, Run run) {
    control.startTrace();
    run.operation();
    List<String> calls = control.stopTrace();
    run.other();
    run.check("other action after the operation");
    return calls;
  }

  private static void otherFirst(Run run) {
    run.other();
    run.operation();
    run.check("other action before the operation");
  }

  private static void runAt(KernelControl control, Run run, String call, int nth) {
    AtomicBoolean done = new AtomicBoolean();
    control.at(
        call,
        nth,
        () -> {
          done.set(true);
          run.other();
        });
    run.operation();
    control.clear();
    if (!done.get()) {
      run.other();
    }
    run.check("other action at " + call + " number " + nth);
  }
}
