/**
 * Scripted machines: a JSON file that says what happens on an emulated machine and which events
 * must come of it. {@link dev.auroraedr.km.conformance.scenario.Scenario} reads and checks a file,
 * {@link dev.auroraedr.km.conformance.scenario.ScenarioPlayer} plays it. The format is described in
 * {@code docs/scenario.md}; its schema is the fixture {@code schema/scenario.schema.json}.
 */
package dev.auroraedr.km.conformance.scenario;
