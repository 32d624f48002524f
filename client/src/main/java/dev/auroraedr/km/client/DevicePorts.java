package dev.auroraedr.km.client;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The providers that are on the class path, by scheme: the way to a {@link DevicePort} for who
 * speaks bytes himself. Sensors take {@link DriverConnection}. Immutable, thread-safe.
 */
public final class DevicePorts {
  private final List<DevicePortProvider> providers;

  DevicePorts(List<DevicePortProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /** All providers that a {@link ServiceLoader} finds. */
  public static DevicePorts installed() {
    List<DevicePortProvider> found = new ArrayList<>();
    ServiceLoader.load(DevicePortProvider.class).forEach(found::add);
    return new DevicePorts(found);
  }

  /**
   * Connects to the device's system.
   *
   * @throws DeviceUnavailableException if the scheme is unknown or does not work on this machine
   * @throws IllegalArgumentException if the scheme does not know the rest of the name
   */
  public DevicePort connect(DeviceName name) throws DriverException {
    DevicePortProvider provider =
        providers.stream()
            .filter(candidate -> candidate.scheme().equals(name.scheme()))
            .findFirst()
            .orElse(null);
    if (provider == null) {
      throw new DeviceUnavailableException(name.toString(), unknown(name.scheme()));
    }
    DevicePortProvider.Availability availability = provider.availability();
    if (!availability.available()) {
      throw new DeviceUnavailableException(name.toString(), availability.reason());
    }
    return provider.connect(name);
  }

  private String unknown(String scheme) {
    String known =
        providers.stream()
            .map(DevicePortProvider::scheme)
            .sorted()
            .collect(Collectors.joining(", "));
    return "no provider for the scheme '"
        + scheme
        + "'; known here: "
        + (known.isEmpty() ? "none" : known)
        + "; use one of these or put the module that provides it on the class path";
  }
}
