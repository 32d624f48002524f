/**
 * What the suite needs of a driver's machine, as raw bytes: boot, load, open, control, submit,
 * cancel, stimulate, tamper, fail, unload. To judge another target implement {@link
 * dev.auroraedr.km.conformance.target.Target} and name it in {@code META-INF/services}. Knows
 * neither client nor emulator.
 */
package dev.auroraedr.km.conformance.target;
