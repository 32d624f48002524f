/**
 * JUnit 5 support for testing a sensor of one's own against the emulated machine: {@link
 * dev.auroraedr.km.emulator.junit.EdrMachine}. Needs junit-jupiter-api on the class path; nothing
 * else of the emulator does.
 */
package dev.auroraedr.km.emulator.junit;
