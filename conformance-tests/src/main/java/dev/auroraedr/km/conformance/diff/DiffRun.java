package dev.auroraedr.km.conformance.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares two targets over so many steps of random scripts. The scripts of a seed are numbered, so
 * that what is found doesn't depend on the number of threads.
 */
public final class DiffRun {
  private final Comparison comparison;
  private final Generator generator;
  private final Options options;
  private final Observer observer;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final Map<Long, Divergence> found = new TreeMap<>();
  private final Reach reach = new Reach();

  /**
   * How much and how.
   *
   * @param steps to be played on each side
   * @param seed of all scripts
   * @param threads that play
   * @param mostFindings kinds of divergence after which the run ends
   */
  public record Options(long steps, long seed, int threads, int mostFindings) {}

  /** Who is told how far it is; called from the threads that play. */
  @FunctionalInterface
  public interface Observer {
    /** After each machine: steps so far, and divergences. */
    void played(long steps, int divergences);
  }

  /**
   * What came out.
   *
   * @param divergences one of each kind, shrunk, in the order of their scripts
   * @param scripts numbers of those scripts
   * @param steps played on each side
   * @param reach what was reached
   */
  public record Result(List<Divergence> divergences, List<Long> scripts, long steps, Reach reach) {}

  private DiffRun(Comparison comparison, Options options, Observer observer) {
    this.comparison = comparison;
    this.generator = new Generator(options.seed());
    this.options = options;
    this.observer = observer;
  }

  /** Plays. */
  public static Result run(Comparison comparison, Options options, Observer observer) {
    return new DiffRun(comparison, options, observer).run();
  }

  private Result run() {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 1; i < options.threads(); i++) {
      Thread thread = new Thread(this::play, "diff " + i);
      thread.setUncaughtExceptionHandler(
          (where, failure) -> {
            synchronized (failures) {
              failures.add(failure);
            }
          });
      thread.start();
      threads.add(thread);
    }
    play();
    for (Thread thread : threads) {
      join(thread);
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a thread of the run failed", failures.get(0));
    }
    List<Divergence> shrunk = new ArrayList<>();
    for (Divergence each : found.values()) {
      shrunk.add(Shrinker.shrink(comparison::play, each));
    }
    return new Result(shrunk, List.copyOf(found.keySet()), steps.get(), reach);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the run went on", e);
    }
  }

  private void play() {
    Reach own = new Reach();
    while (steps.get() < options.steps() && kinds() < options.mostFindings()) {
      long nth = next.getAndIncrement();
      Script script = generator.script(nth);
      Divergence divergence = comparison.play(script, own);
      if (divergence != null) {
        keep(nth, divergence);
      }
      observer.played(steps.addAndGet(script.size()), kinds());
    }
    synchronized (reach) {
      reach.add(own);
    }
  }

  private int kinds() {
    synchronized (found) {
      return found.size();
    }
  }

  private void keep(long nth, Divergence divergence) {
    synchronized (found) {
      boolean known =
          found.values().stream().anyMatch(d -> d.signature().equals(divergence.signature()));
      if (!known) {
        found.put(nth, divergence);
      }
    }
  }
}
