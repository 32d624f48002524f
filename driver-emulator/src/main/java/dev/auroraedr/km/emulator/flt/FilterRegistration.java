package dev.auroraedr.km.emulator.flt;

import java.util.Map;

/**
 * FLT_REGISTRATION, as far as it is modelled. The altitude stands here, not in the registry.
 *
 * @param altitude decimal, such as {@code 385000}
 * @param operations callbacks by major function
 */
public record FilterRegistration(String altitude, Map<Integer, FilterCallbacks> operations) {}
