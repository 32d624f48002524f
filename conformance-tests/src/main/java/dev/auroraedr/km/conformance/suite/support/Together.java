package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.TargetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs actions on threads of their own that start at one moment, and waits for all. */
public final class Together {
  private Together() {}

  /** Runs them; the first failure is thrown as it was. */
  public static void run(List<? extends Callable<?>> actions) {
    CyclicBarrier start = new CyclicBarrier(actions.size());
    ExecutorService threads = Executors.newFixedThreadPool(actions.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Callable<?> action : actions) {
        running.add(threads.submit(() -> afterBarrier(start, action)));
      }
      for (Future<?> future : running) {
        join(future);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Runs two actions side by side. */
  public static void run(Runnable one, Runnable two) {
    run(List.of(Executors.callable(one), Executors.callable(two)));
  }

  private static Object afterBarrier(CyclicBarrier start, Callable<?> action) throws Exception {
    try {
      start.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException("another action of this race did not start", e);
    }
    return action.call();
  }

  private static void join(Future<?> future) {
    try {
      future.get(2 * TargetHandle.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      rethrow(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a thread of this race did not come to an end: deadlock?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a race ran", e);
    }
  }

  private static void rethrow(Throwable cause) {
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("an action of a race failed", cause);
  }
}
