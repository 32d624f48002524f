package dev.auroraedr.km.client;

/** The device's scheme is unknown or can't be used on this machine. */
public final class DeviceUnavailableException extends DriverException {
  private static final long serialVersionUID = 1L;

  DeviceUnavailableException(String device, String reason) {
    super("open(" + device + ")", reason);
  }
}
