/**
 * Code integrity: which driver images may be loaded, and which may register callbacks that see
 * processes and handles. Two models, as the machine profile names them: Windows' documented one and
 * the one of the product's description (PAR-1). Immutable; no locks.
 */
package dev.auroraedr.km.emulator.ci;
