/**
 * The emulator as a target: the suite's operations in terms of an emulated machine. The only part
 * of the target packages that knows the emulator.
 */
package dev.auroraedr.km.conformance.target.emulator;
