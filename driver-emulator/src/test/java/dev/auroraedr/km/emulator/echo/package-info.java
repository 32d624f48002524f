/** A second driver, of another shape than the Aurora one, that the Windows layer's tests load. */
package dev.auroraedr.km.emulator.echo;
