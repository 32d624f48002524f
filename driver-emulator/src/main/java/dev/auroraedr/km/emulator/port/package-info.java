/**
 * The client's device port over an emulated machine: scheme {@code emulator:}. Byte-level, knows no
 * protocol. No locks of its own but one per object for closing it once.
 */
package dev.auroraedr.km.emulator.port;
