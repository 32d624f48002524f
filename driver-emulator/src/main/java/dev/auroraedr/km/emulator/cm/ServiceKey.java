package dev.auroraedr.km.emulator.cm;

/**
 * The service key of a minifilter as its .inf writes it. No locks.
 *
 * <p>Source: "Creating an INF File for a File System Driver" and the layout of the instances below
 * Parameters since Windows 11 24H2 (facts 5.3).
 */
public final class ServiceKey {
  private static final String SERVICES = "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\";
  private static final int SERVICE_FILE_SYSTEM_DRIVER = 2;
  private static final int SERVICE_DEMAND_START = 3;
  private static final int SERVICE_ERROR_NORMAL = 1;
  private static final int SUPPORTED_FEATURES = 3;

  private ServiceKey() {}

  /**
   * Installs a minifilter.
   *
   * @param service its name below Services
   * @param instancesKey {@code Instances} or {@code Parameters\Instances}
   * @param altitude of its one instance
   */
  public static void install(
      RegistryContent registry, String service, String instancesKey, String altitude) {
    String key = SERVICES + service;
    registry.setDword(key, "Type", SERVICE_FILE_SYSTEM_DRIVER);
    registry.setDword(key, "Start", SERVICE_DEMAND_START);
    registry.setDword(key, "ErrorControl", SERVICE_ERROR_NORMAL);
    String image = "\\SystemRoot\\System32\\drivers\\" + service + ".sys";
    registry.setString(key, "ImagePath", KeyValue.REG_EXPAND_SZ, image);
    registry.setString(key, "DisplayName", KeyValue.REG_SZ, service);
    registry.setString(key, "Group", KeyValue.REG_SZ, "FSFilter Activity Monitor");
    registry.setString(key, "DependOnService", KeyValue.REG_MULTI_SZ, "FltMgr\0");
    boolean below = instancesKey.contains("\\");
    registry.setDword(below ? key + "\\Parameters" : key, "SupportedFeatures", SUPPORTED_FEATURES);
    installInstance(registry, key + '\\' + instancesKey, service + " Instance", altitude);
  }

  private static void installInstance(
      RegistryContent registry, String instances, String name, String altitude) {
    registry.setString(instances, "DefaultInstance", KeyValue.REG_SZ, name);
    registry.setString(instances + '\\' + name, "Altitude", KeyValue.REG_SZ, altitude);
    registry.setDword(instances + '\\' + name, "Flags", 0);
  }
}
