/**
 * The command {@code edrkm}. Exit codes: 0 done and all applicable clauses pass, 1 a clause fails,
 * 2 usage or something that isn't available here, 3 a fault of the kit itself.
 */
package dev.auroraedr.km.conformance.cli;
