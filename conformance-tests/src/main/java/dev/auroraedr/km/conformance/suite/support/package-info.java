/**
 * What the clause tests stand on: raw requests and answers read by the wire layout as data, a test
 * bed per machine, and assertions that speak of clauses. Knows neither client nor emulator, so that
 * it can witness against both.
 */
package dev.auroraedr.km.conformance.suite.support;
