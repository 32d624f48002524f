package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Devices and symbolic links of the object manager's name space, and who may still be opened. Names
 * match without regard to case. {@code \DosDevices}, {@code \??} and {@code \GLOBAL??} are one
 * directory here: sessions have no links of their own. Guarded by its monitor; no driver is called
 * while it is held.
 */
final class DeviceNamespace {
  private static final String LINKS = "\\??\\";
  private static final List<String> LINK_DIRECTORIES = List.of("\\DOSDEVICES\\", "\\GLOBAL??\\");
  private static final int MAX_LINK_DEPTH = 8;

  private final Verifier verifier;
  private final Map<String, DeviceObject> devices = new TreeMap<>();
  private final Map<String, String> links = new TreeMap<>();
  private final List<DeviceObject> all = new ArrayList<>();

  DeviceNamespace(Verifier verifier) {
    this.verifier = verifier;
  }

  /**
   * What a path leads to.
   *
   * @param status STATUS_SUCCESS or why it leads nowhere
   * @param device the device
   * @param rest of the path, with its leading backslash; empty if there is none
   */
  record Resolved(int status, DeviceObject device, String rest) {
    static Resolved failed(int status) {
      return new Resolved(status, null, "");
    }
  }

  synchronized CreateDeviceResult createDevice(DriverObject driver, DeviceParameters parameters) {
    String key = canonical(parameters.name());
    if (!key.isEmpty() && (devices.containsKey(key) || links.containsKey(key))) {
      return new CreateDeviceResult(NtStatus.OBJECT_NAME_COLLISION, null);
    }
    DeviceObject device = new DeviceObject(driver, parameters);
    all.add(device);
    driver.deviceNames.add(key);
    if (!key.isEmpty()) {
      devices.put(key, device);
    }
    return new CreateDeviceResult(NtStatus.SUCCESS, device);
  }

  synchronized void deleteDevice(DeviceObject device) {
    if (device.deletePending) {
      throw verifier.violation("IoDeleteDevice called twice for " + device);
    }
    device.deletePending = true;
    devices.values().remove(device);
    if (device.openCount == 0) {
      all.remove(device);
    }
  }

  synchronized int createLink(String link, String target) {
    String key = canonical(link);
    if (devices.containsKey(key) || links.putIfAbsent(key, target) != null) {
      return NtStatus.OBJECT_NAME_COLLISION;
    }
    return NtStatus.SUCCESS;
  }

  synchronized int deleteLink(String link) {
    return links.remove(canonical(link)) == null
        ? NtStatus.OBJECT_NAME_NOT_FOUND
        : NtStatus.SUCCESS;
  }

  synchronized Resolved resolve(String path) {
    String now = path;
    for (int depth = 0; depth < MAX_LINK_DEPTH; depth++) {
      String key = canonical(now);
      String found = longestPrefix(key);
      if (found == null) {
        return Resolved.failed(missing(key));
      }
      String rest = now.substring(now.length() - (key.length() - found.length()));
      DeviceObject device = devices.get(found);
      if (device != null) {
        return new Resolved(NtStatus.SUCCESS, device, rest);
      }
      now = links.get(found) + rest;
    }
    return Resolved.failed(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  private String longestPrefix(String key) {
    for (int end = key.length(); end > 0; end = key.lastIndexOf('\\', end - 1)) {
      String prefix = key.substring(0, end);
      if (devices.containsKey(prefix) || links.containsKey(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  /** A missing last component is a name not found, a missing one before it a path not found. */
  private static int missing(String key) {
    if (!key.startsWith("\\")) {
      return NtStatus.OBJECT_NAME_INVALID;
    }
    return key.indexOf('\\', key.indexOf('\\', 1) + 1) > 0 && key.indexOf('\\', 1) > 0
        ? NtStatus.OBJECT_PATH_NOT_FOUND
        : NtStatus.OBJECT_NAME_NOT_FOUND;
  }

  private static String canonical(String name) {
    // Unit by unit, as Windows does: a text's upper case may have more units than the text.
    StringBuilder units = new StringBuilder(name.length());
    name.chars().forEach(unit -> units.append(UpcaseTable.upper((char) unit)));
    String upper = units.toString();
    for (String directory : LINK_DIRECTORIES) {
      if (upper.startsWith(directory)) {
        return LINKS + upper.substring(directory.length());
      }
    }
    return upper;
  }

  /**
   * Counts an open, if the device takes any now.
   *
   * @param relative opened relative to another file object: exclusive use is not enforced then
   */
  synchronized int beginOpen(DeviceObject device, boolean relative) {
    boolean closedForOpens =
        device.deletePending
            || device.driver().unloadPending
            || device.has(DeviceObject.DO_DEVICE_INITIALIZING);
    if (closedForOpens) {
      return NtStatus.NO_SUCH_DEVICE;
    }
    if (!relative && device.has(DeviceObject.DO_EXCLUSIVE) && device.openCount > 0) {
      return NtStatus.ACCESS_DENIED;
    }
    device.openCount++;
    return NtStatus.SUCCESS;
  }

  /** An open has ended; returns whether its driver can be unloaded now, as was asked for. */
  synchronized boolean endOpen(DeviceObject device) {
    if (--device.openCount == 0 && device.deletePending) {
      all.remove(device);
    }
    return readyToUnload(device.driver());
  }

  /** Refuses new opens of a driver; returns whether none are left. */
  synchronized boolean beginUnload(DriverObject driver) {
    driver.unloadPending = true;
    return readyToUnload(driver);
  }

  private boolean readyToUnload(DriverObject driver) {
    return driver.unloadPending
        && !driver.unloaded
        && all.stream().noneMatch(device -> device.driver() == driver && device.openCount > 0);
  }

  /** DriverEntry returned: devices made there may be opened (facts 3). */
  synchronized void entryReturned(DriverObject driver) {
    for (DeviceObject device : devicesOf(driver)) {
      device.setFlags(device.flags() & ~DeviceObject.DO_DEVICE_INITIALIZING);
    }
  }

  synchronized List<DeviceObject> devicesOf(DriverObject driver) {
    return all.stream().filter(device -> device.driver() == driver).toList();
  }

  /** Links that lead to devices which the driver has or had, in order. */
  synchronized List<String> linksTo(DriverObject driver) {
    return links.entrySet().stream()
        .filter(link -> driver.deviceNames.contains(canonical(link.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Removes what a driver left behind, so that it can be loaded again. */
  synchronized void purge(DriverObject driver) {
    linksTo(driver).forEach(links::remove);
    for (DeviceObject device : devicesOf(driver)) {
      devices.values().remove(device);
      all.remove(device);
    }
  }
}
