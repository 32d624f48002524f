package dev.auroraedr.km.conformance.engine;

import java.util.List;

/**
 * A test that failed, with all that is needed to understand it and to see it again.
 *
 * @param clauses ids of the clauses it counts against
 * @param test class and method
 * @param title the test as a sentence, with its invocation
 * @param message what was expected and what was found, bytes included
 * @param location the line of the test that failed, or empty
 * @param target name of the target
 * @param profile machine profile
 * @param seed the run's seed
 * @param sequence shortest failing sequence of actions, one a line; may be empty
 * @param replay the command that runs exactly this again
 */
public record Failure(
    List<String> clauses,
    String test,
    String title,
    String message,
    String location,
    String target,
    String profile,
    long seed,
    List<String> sequence,
    String replay) {}
