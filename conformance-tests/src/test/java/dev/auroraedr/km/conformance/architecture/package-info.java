/** Rules on the dependency directions of the whole kit. */
package dev.auroraedr.km.conformance.architecture;
