/**
 * The emulated machine: boot it, load a driver, run processes. The packages below are one per
 * kernel prefix; this one puts them together.
 *
 * <p>Dependencies run in one direction: ke, rtl, ex, se, ps, ob, io, flt, cm, world, then this
 * package. The Windows layer knows no particular driver. Lock order: see {@link
 * dev.auroraedr.km.emulator.ke}.
 */
package dev.auroraedr.km.emulator;
