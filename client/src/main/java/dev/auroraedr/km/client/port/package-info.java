/**
 * The device port: everything the client needs of a system, as bytes. Windows itself, the emulated
 * machine and the hosted driver each provide one, found through {@link java.util.ServiceLoader} by
 * the scheme of a {@link dev.auroraedr.km.client.port.DeviceName}. Knows no protocol.
 *
 * <p>To add a system implement {@link dev.auroraedr.km.client.port.DevicePortProvider}, name it in
 * {@code META-INF/services} and keep the rules of {@link
 * dev.auroraedr.km.client.port.DeviceHandle}.
 */
package dev.auroraedr.km.client.port;
