/** The driver's matching and the suite's slow oracles agree, on the cases and on random names. */
package dev.auroraedr.km.conformance.matching;
