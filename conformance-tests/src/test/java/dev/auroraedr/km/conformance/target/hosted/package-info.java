/** Tests of the hosted target's own code; the suite judges the rest. */
package dev.auroraedr.km.conformance.target.hosted;
