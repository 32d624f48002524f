/**
 * jqwik properties: buffers of every kind judged by the oracle of IOC-3, and sequences of
 * operations judged by a model of STR-7 to STR-16. Generators stand apart from assertions; a
 * failing sequence is stored as lines of text and can be replayed. The system property {@code
 * edrkm.suite.size} multiplies the length of sequences for long runs.
 */
package dev.auroraedr.km.conformance.property;
