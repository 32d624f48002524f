package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.PeerRegistry.RegistryValue;
import java.nio.charset.StandardCharsets;

/** The default instance below the driver's service key, as another kernel component sees it. */
public final class ServiceInstance {
  /** REG_SZ. */
  public static final int REG_SZ = 1;

  private static final String SERVICE =
      "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr-windows-km\\";
  private static final String VALUE = "Altitude";

  private final TestBed bed;
  private final PeerRegistry registry;
  private final String instances;

  private ServiceInstance(TestBed bed, String instances) {
    this.bed = bed;
    this.registry = bed.machine().peer().registry();
    this.instances = SERVICE + instances;
  }

  /** Below {@code Parameters\Instances} where that key exists, else {@code Instances}. */
  public static ServiceInstance of(TestBed bed) {
    boolean below = bed.machine().peer().registry().exists(SERVICE + "Parameters\\Instances");
    return new ServiceInstance(bed, below ? "Parameters\\Instances" : "Instances");
  }

  /** Below that key, whatever exists. */
  public static ServiceInstance at(TestBed bed, String instances) {
    return new ServiceInstance(bed, instances);
  }

  /** Makes the instance, with that altitude. */
  public void install(String name, String altitude) {
    registry.setValue(instances, "DefaultInstance", REG_SZ, units(name + '\0'));
    write(altitude);
  }

  /** Sets the altitude behind the driver's back. */
  public void write(String altitude) {
    registry.setValue(key(), VALUE, REG_SZ, units(altitude + '\0'));
  }

  /** Takes the altitude away. */
  public void delete() {
    registry.deleteValue(key(), VALUE);
  }

  /** The altitude that stands there; empty if there is none. */
  public String altitude() {
    RegistryValue value = registry.value(key(), VALUE);
    return value == null ? "" : text(value);
  }

  /** Fails unless that altitude stands there as a REG_SZ with its terminator. */
  public void mustBe(String altitude, String when) {
    RegistryValue value = registry.value(key(), VALUE);
    String found = value == null ? "no value" : "type " + value.type() + ' ' + text(value);
    bed.judge().equal("type 1 " + altitude, found, "the instance's Altitude " + when);
    if (value != null) {
      bed.judge().equalBytes(units(altitude + '\0'), value.data(), "its data");
    }
  }

  private String key() {
    RegistryValue name = registry.value(instances, "DefaultInstance");
    return instances + '\\' + text(name);
  }

  private static String text(RegistryValue value) {
    return new String(value.data(), StandardCharsets.UTF_16LE).replaceFirst("\0.*", "");
  }

  private static byte[] units(String text) {
    return text.getBytes(StandardCharsets.UTF_16LE);
  }
}
