package dev.auroraedr.km.emulator.ke;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Judges what drivers do: a rule that Windows or Driver Verifier answers with a bug check stops the
 * machine, a lesser one is noted as a finding. Both are evidence afterwards. Thread-safe.
 */
public final class Verifier {
  private static final int DRIVER_VERIFIER_DETECTED_VIOLATION = 0xC4;

  private final List<String> findings = new ArrayList<>();
  private final List<Runnable> crashListeners = new CopyOnWriteArrayList<>();
  private volatile BugCheckException crash;

  /**
   * Stops the machine: the first bug check stays its evidence, every later call meets it again.
   *
   * @return the exception to throw
   */
  public BugCheckException bugCheck(int code, String name, String detail) {
    BugCheckException stop = new BugCheckException(code, name, detail);
    synchronized (findings) {
      if (crash != null) {
        return stop;
      }
      findings.add(stop.getMessage());
      crash = stop;
    }
    crashListeners.forEach(Runnable::run);
    return stop;
  }

  /** DRIVER_VERIFIER_DETECTED_VIOLATION. */
  public BugCheckException violation(String detail) {
    return bugCheck(
        DRIVER_VERIFIER_DETECTED_VIOLATION, "DRIVER_VERIFIER_DETECTED_VIOLATION", detail);
  }

  /** Notes a violation that Windows survives. */
  public void finding(String detail) {
    synchronized (findings) {
      findings.add(detail);
    }
  }

  /**
   * Lets a call pass only while the machine runs.
   *
   * @throws BugCheckException if it has stopped
   */
  public void requireRunning() {
    BugCheckException stop = crash;
    if (stop != null) {
      throw stop;
    }
  }

  /** The bug check that stopped the machine, or null. */
  public BugCheckException crash() {
    return crash;
  }

  /** Everything noted so far, oldest first; the bug check included. */
  public List<String> findings() {
    synchronized (findings) {
      return List.copyOf(findings);
    }
  }

  /** Runs an action when the machine stops, so that nobody waits for it for ever. */
  public void onCrash(Runnable listener) {
    crashListeners.add(listener);
  }

  /** Takes an action of {@link #onCrash} back: whoever waited has gone. */
  public void forgetOnCrash(Runnable listener) {
    crashListeners.remove(listener);
  }

  /** Actions that would run. */
  int crashListeners() {
    return crashListeners.size();
  }
}
