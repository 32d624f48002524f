/** Same seed, same bytes: shown on each JDK that runs these tests. */
package dev.auroraedr.km.conformance.determinism;
