package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.CurrentRun;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives every property of a run a seed that follows from the run's seed and the property's name, so
 * that one number repeats the whole run, and keeps the shrunk sample. jqwik has no setting for
 * this; it finds the hook through {@link java.util.ServiceLoader}. Idle where no run is under way.
 */
public final class PropertySeedHook implements AroundPropertyHook {
  /** For jqwik. */
  public PropertySeedHook() {}

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    Optional<CurrentRun> run = CurrentRun.active();
    if (run.isEmpty()) {
      return property.execute();
    }
    if (context.attributes().seed().isEmpty()) {
      String name = context.containerClass().getName() + "." + context.targetMethod().getName();
      context.attributes().setSeed(Long.toString(seedFor(run.get().seed(), name)));
    }
    PropertyExecutionResult result = property.execute();
    result.falsifiedParameters().ifPresent(sample -> note(run.get(), sample));
    return result;
  }

  private static void note(CurrentRun run, List<Object> sample) {
    List<String> known = run.takeSequence();
    run.noteSequence(known.isEmpty() ? sample.stream().map(String::valueOf).toList() : known);
  }

  /** Spreads neighbouring seeds and names; the constants are those of SplitMix64. */
  static long seedFor(long runSeed, String property) {
    long mixed = runSeed * 0x9E3779B97F4A7C15L + property.hashCode();
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
