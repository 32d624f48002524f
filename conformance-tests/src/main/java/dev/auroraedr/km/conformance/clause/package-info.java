/**
 * What a clause test says about itself ({@link dev.auroraedr.km.conformance.clause.Clause}, {@link
 * dev.auroraedr.km.conformance.clause.Requires}) and what it learns about the run ({@link
 * dev.auroraedr.km.conformance.clause.CurrentRun}).
 */
package dev.auroraedr.km.conformance.clause;
