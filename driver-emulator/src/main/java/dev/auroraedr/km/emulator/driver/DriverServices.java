package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;

/**
 * What the driver's parts share: its global state, made by DriverEntry.
 *
 * @param kernel the system
 * @param streams open streams
 * @param closer ends streams
 * @param factory makes streams
 * @param tokens makes tokens
 */
public record DriverServices(
    Kernel kernel,
    StreamTable streams,
    StreamCloser closer,
    StreamFactory factory,
    TokenSource tokens) {}
