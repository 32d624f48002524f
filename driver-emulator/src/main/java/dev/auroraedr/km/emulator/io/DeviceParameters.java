package dev.auroraedr.km.emulator.io;

/**
 * What IoCreateDevice is told.
 *
 * @param extension the driver's own data, may be null
 * @param name full name such as {@code \Device\AuroraEDRKM}; empty for none
 * @param deviceType FILE_DEVICE_xxx
 * @param characteristics FILE_DEVICE_SECURE_OPEN and others
 * @param exclusive one open at a time
 */
public record DeviceParameters(
    Object extension, String name, int deviceType, int characteristics, boolean exclusive) {}
