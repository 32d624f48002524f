/**
 * The filter manager as a minifilter sees it: registration, instances on volumes, callbacks by
 * altitude, draining and file names. Contexts, communication ports, pended operations and name
 * providers are not modelled.
 */
package dev.auroraedr.km.emulator.flt;
