package dev.auroraedr.km.client;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The providers that are on the class path, by scheme. */
final class DevicePorts {
  private final List<DevicePortProvider> providers;

  DevicePorts(List<DevicePortProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  static DevicePorts installed() {
    List<DevicePortProvider> found = new ArrayList<>();
    ServiceLoader.load(DevicePortProvider.class).forEach(found::add);
    return new DevicePorts(found);
  }

  DevicePort connect(DeviceName name) throws DriverException {
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
