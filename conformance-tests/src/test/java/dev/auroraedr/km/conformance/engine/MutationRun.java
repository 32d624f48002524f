package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Stands in for the engine where PIT starts the suite's classes itself: gives them the emulator as
 * their target, and fails a test under which the machine found fault with the driver, as the engine
 * does. Found by Jupiter's autodetection, which only the profile {@code mutation} switches on.
 */
public final class MutationRun implements BeforeAllCallback, AfterEachCallback {
  private static final WatchedTarget TARGET = new WatchedTarget(new EmulatorTarget());

  @Override
  public void beforeAll(ExtensionContext context) {
    if (CurrentRun.active().isEmpty()) {
      CurrentRun.begin(TARGET, TARGET.profiles().get(0), 1);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> violations = TARGET.takeViolations();
    if (!violations.isEmpty() && context.getExecutionException().isEmpty()) {
      throw new AssertionError("violations: " + violations);
    }
  }
}
