/**
 * Runs the suite against a target and judges the clauses: finds the tests through the JUnit
 * Platform (Jupiter and jqwik side by side), leaves out what the target can't do, runs the rest and
 * says for each clause whether it passes. Reports and the command build on {@link
 * dev.auroraedr.km.conformance.engine.RunReport}.
 */
package dev.auroraedr.km.conformance.engine;
