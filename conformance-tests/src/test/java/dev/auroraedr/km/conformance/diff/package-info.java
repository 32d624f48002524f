/** The differential engine itself. */
package dev.auroraedr.km.conformance.diff;
