package dev.auroraedr.km.client.port;

/** Makes the ports of one scheme; found through {@link java.util.ServiceLoader}. Thread-safe. */
public interface DevicePortProvider {
  /** The scheme that this provider serves, such as {@code win32}. */
  String scheme();

  /** Whether ports of this scheme can work on this machine, and if not, what to do. */
  Availability availability();

  /**
   * Connects to the device's system. The device itself is opened with {@link DevicePort#open}.
   *
   * @throws IllegalArgumentException if the rest of the name is not one that this scheme knows
   */
  DevicePort connect(DeviceName name);

  /**
   * Whether a scheme can be used here.
   *
   * @param available true if it can
   * @param reason if not: what was found and the one thing to do; else empty
   */
  record Availability(boolean available, String reason) {
    /** It can. */
    public static Availability yes() {
      return new Availability(true, "");
    }

    /** It can't, for this reason. */
    public static Availability no(String reason) {
      return new Availability(false, reason);
    }
  }
}
