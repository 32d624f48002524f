package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Loads and unloads drivers, and looks at what they leave behind. Loading and unloading are done by
 * one thread at a time, as the service control manager does.
 */
public final class DriverLoader {
  private static final int IMAGE_ALREADY_LOADED = 0xC000010E;

  private final Ke ke;
  private final DeviceNamespace namespace;
  private final IrpEngine engine;
  private final List<DriverObject> loaded = new ArrayList<>();
  private final List<Runnable> afterUnload = new ArrayList<>();

  DriverLoader(Ke ke, DeviceNamespace namespace, IrpEngine engine) {
    this.ke = ke;
    this.namespace = namespace;
    this.engine = engine;
  }

  /**
   * What a load gave.
   *
   * @param status what DriverEntry returned
   * @param driver its object, or null if the load failed
   */
  public record LoadResult(int status, DriverObject driver) {}

  /**
   * NtLoadDriver.
   *
   * @param serviceName name below the Services key
   * @param entry DriverEntry
   */
  public LoadResult load(String serviceName, ToIntFunction<DriverObject> entry) {
    ke.verifier().requireRunning();
    DriverObject driver = new DriverObject(serviceName, this::invalidDeviceRequest);
    if (find(driver.name()) != null) {
      return new LoadResult(IMAGE_ALREADY_LOADED, null);
    }
    int status = entry.applyAsInt(driver);
    if (status < 0) {
      reportLeftovers(driver, "failed DriverEntry");
      return new LoadResult(status, null);
    }
    loaded.add(driver);
    namespace.entryReturned(driver);
    return new LoadResult(status, driver);
  }

  private int invalidDeviceRequest(DeviceObject device, Irp irp) {
    irp.setIoStatus(NtStatus.INVALID_DEVICE_REQUEST, 0);
    engine.complete(irp);
    return NtStatus.INVALID_DEVICE_REQUEST;
  }

  /**
   * NtUnloadDriver, as a service stop does: new opens fail from now on, the unload routine runs now
   * or after the last close (facts 2.7).
   *
   * @return STATUS_SUCCESS, deferred or not; STATUS_INVALID_DEVICE_REQUEST without unload routine
   */
  public int unload(DriverObject driver) {
    ke.verifier().requireRunning();
    if (driver.unload() == null || driver.unloadPending) {
      return NtStatus.INVALID_DEVICE_REQUEST;
    }
    if (namespace.beginUnload(driver)) {
      unloadSoon(driver);
    }
    return NtStatus.SUCCESS;
  }

  /**
   * FltMgr has called the driver's FilterUnloadCallback: no open succeeds any more, and the image
   * goes now or with the last file object, without another unload routine.
   */
  public void filterUnloaded(DriverObject driver) {
    ke.verifier().requireRunning();
    driver.unloadCalled = true;
    if (namespace.beginUnload(driver)) {
      unloadSoon(driver);
    }
  }

  /** Whether the driver is in memory. */
  public boolean isLoaded(DriverObject driver) {
    return !driver.unloaded;
  }

  /** Runs an action after each unload, such as a look for leaked pool. */
  public void afterUnload(Runnable action) {
    afterUnload.add(action);
  }

  void unloadSoon(DriverObject driver) {
    FileLifecycle.whenSafe(() -> unloadNow(driver));
  }

  private synchronized void unloadNow(DriverObject driver) {
    if (driver.unloaded) {
      return;
    }
    if (!driver.unloadCalled) {
      driver.unloadCalled = true;
      driver.unload().unload(driver);
    }
    driver.unloaded = true;
    loaded.remove(driver);
    reportLeftovers(driver, "unload");
    afterUnload.forEach(Runnable::run);
  }

  private void reportLeftovers(DriverObject driver, String when) {
    for (DeviceObject device : namespace.devicesOf(driver)) {
      if (!device.deletePending) {
        ke.verifier().finding(when + " left " + device + " behind");
      }
    }
    for (String link : namespace.linksTo(driver)) {
      ke.verifier().finding(when + " left link " + link + " behind");
    }
    namespace.purge(driver);
  }

  private DriverObject find(String name) {
    return loaded.stream().filter(d -> d.name().equals(name)).findFirst().orElse(null);
  }

  /** Drivers in memory, oldest first. */
  public List<DriverObject> drivers() {
    return List.copyOf(loaded);
  }

  /** Devices of a driver. */
  public List<DeviceObject> devices(DriverObject driver) {
    return namespace.devicesOf(driver);
  }
}
