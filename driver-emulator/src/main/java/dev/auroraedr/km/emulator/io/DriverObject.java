package dev.auroraedr.km.emulator.io;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A DRIVER_OBJECT. Its dispatch table starts with the I/O manager's own routine, which refuses with
 * STATUS_INVALID_DEVICE_REQUEST. The driver writes it in DriverEntry only.
 */
public final class DriverObject {
  private final String name;
  private final String registryPath;
  private final DispatchRoutine[] dispatch = new DispatchRoutine[MajorFunction.COUNT];
  private DriverUnload unload;
  private Object fastIoDispatch;

  /** Names of the devices that it made, for the look at what it leaves behind. */
  final Set<String> deviceNames = ConcurrentHashMap.newKeySet();

  volatile boolean unloadPending;
  volatile boolean unloadCalled;
  volatile boolean unloaded;

  DriverObject(String serviceName, DispatchRoutine byDefault) {
    this.name = "\\Driver\\" + serviceName;
    this.registryPath = "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\" + serviceName;
    Arrays.fill(dispatch, byDefault);
  }

  /** Its name in the object manager. */
  public String name() {
    return name;
  }

  /** The service key, as DriverEntry gets it. */
  public String registryPath() {
    return registryPath;
  }

  /** The routine for a major function. */
  public DispatchRoutine getMajorFunction(int major) {
    return dispatch[major];
  }

  /** Sets the routine for a major function. */
  public void setMajorFunction(int major, DispatchRoutine routine) {
    dispatch[major] = routine;
  }

  /** The unload routine, or null: then the driver cannot be unloaded. */
  public DriverUnload unload() {
    return unload;
  }

  /** Sets the unload routine. */
  public void setUnload(DriverUnload routine) {
    unload = routine;
  }

  /** The fast I/O table, or null. */
  public Object fastIoDispatch() {
    return fastIoDispatch;
  }

  /** Sets a fast I/O table; the I/O manager refuses to call one, as that is not modelled. */
  public void setFastIoDispatch(Object table) {
    fastIoDispatch = table;
  }
}
