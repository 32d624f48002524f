/**
 * What the kit costs: round trips, stream throughput and event latency through client and emulator,
 * each beside a floor that does the same work without them in the same run.
 *
 * <p>A floor moves the same bytes as often, through a JCTools queue, decodes them with the same
 * decoder and waits in the same way; what lies between it and the driver's path is the price of the
 * emulated system.
 */
package dev.auroraedr.km.conformance.bench;
