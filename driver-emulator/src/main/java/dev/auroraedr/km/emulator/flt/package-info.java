/**
 * The filter manager as a minifilter sees it: registration, instances, callbacks by altitude and
 * file names. Draining post-operations, contexts, communication ports and I/O of a filter's own are
 * not modelled.
 */
package dev.auroraedr.km.emulator.flt;
