/** The client and the emulator together, under real threads. */
package dev.auroraedr.km.conformance.client;
