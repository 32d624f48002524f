package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.emulator.cm.RegistryContent;
import java.nio.charset.StandardCharsets;

/**
 * Where FltRegisterFilter finds a driver's altitude: in the default instance below its service key
 * (facts 5.3). The registry's callbacks are not asked here. Thread-safe.
 *
 * <p>Source: "Creating an INF File for a Minifilter Driver" in the Windows driver documentation.
 */
public final class DefaultInstance {
  private final RegistryContent registry;
  private final String instancesKey;

  /**
   * Instances of a system.
   *
   * @param instancesKey where it looks below a service key: {@code Instances}, or {@code
   *     Parameters\\Instances} from build 25952 on
   */
  public DefaultInstance(RegistryContent registry, String instancesKey) {
    this.registry = registry;
    this.instancesKey = instancesKey;
  }

  /**
   * The altitude that a service's default instance names, as it is written.
   *
   * @return null where key or value is missing or no REG_SZ: STATUS_OBJECT_NAME_NOT_FOUND
   */
  String altitudeOf(String servicePath) {
    String instances = servicePath + '\\' + instancesKey;
    String name = string(instances, "DefaultInstance");
    return name == null ? null : string(instances + '\\' + name, "Altitude");
  }

  private String string(String path, String name) {
    KeyValue value = registry.value(path, name);
    if (value == null || value.type() != KeyValue.REG_SZ) {
      return null;
    }
    String text = new String(value.data(), StandardCharsets.UTF_16LE);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
