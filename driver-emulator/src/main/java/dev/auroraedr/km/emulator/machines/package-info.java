/**
 * Machines ready for use: the Windows layer and the driver put together, for device names such as
 * {@code emulator:win11-24h2}. No locks.
 */
package dev.auroraedr.km.emulator.machines;
