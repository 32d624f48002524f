/**
 * The clause tests: every sentence of DEV, IOC and STR shown on raw bytes, allowed and forbidden
 * uses alike. A test rests on what the clauses promise alone: never on a status that a request
 * returns before its end (but for an error), on token values, thread identity or time.
 */
package dev.auroraedr.km.conformance.suite;
