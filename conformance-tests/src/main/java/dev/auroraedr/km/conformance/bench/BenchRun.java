package dev.auroraedr.km.conformance.bench;

import java.util.List;

/**
 * What one run of the command gave.
 *
 * @param machine where and beside what it ran
 * @param results the figures
 */
record BenchRun(Machine machine, List<BenchResult> results) {}
