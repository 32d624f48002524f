package dev.auroraedr.km.emulator.flt;

/**
 * A mounted volume.
 *
 * @param deviceName such as {@code \Device\HarddiskVolume3}
 */
public record Volume(String deviceName) {}
