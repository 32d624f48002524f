package dev.auroraedr.km.conformance.engine;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes a {@link Failure} of a failed test and stores it for replay, if there is a place for it.
 */
final class FailureWriter {
  private final String target;
  private final String profile;
  private final long seed;
  private final Optional<Path> replays;

  FailureWriter(String target, String profile, long seed, Optional<Path> replays) {
    this.target = target;
    this.profile = profile;
    this.seed = seed;
    this.replays = replays;
  }

  Failure of(TestOutcome outcome) {
    SuiteTest test = outcome.test();
    String invocation = outcome.invocation().isEmpty() ? "" : " (" + outcome.invocation() + ")";
    return new Failure(
        test.clauses(),
        test.name(),
        test.title() + invocation,
        outcome.message(),
        location(outcome),
        target,
        profile,
        seed,
        outcome.sequence(),
        "./edrkm conform " + replays.map(at -> stored(outcome, at)).orElseGet(() -> again(test)));
  }

  private String stored(TestOutcome outcome, Path directory) {
    Replay replay =
        new Replay(
            1,
            target,
            profile,
            seed,
            outcome.uniqueId(),
            outcome.test().clauses(),
            outcome.message(),
            outcome.sequence());
    return "--replay " + replay.writeTo(directory, outcome.test().methodName());
  }

  private String again(SuiteTest test) {
    return String.format(
        "--target %s --profile %s --clauses %s --seed %d",
        target, profile, String.join(",", test.clauses()), seed);
  }

  private static String location(TestOutcome outcome) {
    if (outcome.cause() == null) {
      return "";
    }
    return Arrays.stream(outcome.cause().getStackTrace())
        .filter(frame -> frame.getMethodName().contains(outcome.test().methodName()))
        .findFirst()
        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
        .orElse("");
  }
}
