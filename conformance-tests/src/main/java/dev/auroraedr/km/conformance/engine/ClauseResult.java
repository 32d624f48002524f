package dev.auroraedr.km.conformance.engine;

/**
 * The verdict on one clause.
 *
 * @param id clause id, such as {@code STR-9}
 * @param outcome the verdict
 * @param reason why, for everything but a plain pass; else empty
 * @param tests how many tests ran for it; each invocation of a parameterized test counts
 */
public record ClauseResult(String id, Outcome outcome, String reason, int tests) {}
