/**
 * Ps: processes, threads, quota; which emulated thread runs the current call. No lock is held while
 * another package is called.
 */
package dev.auroraedr.km.emulator.ps;
