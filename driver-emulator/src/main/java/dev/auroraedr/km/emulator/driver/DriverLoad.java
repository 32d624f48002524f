package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.io.CreateDeviceResult;
import dev.auroraedr.km.emulator.io.DeviceObject;
import dev.auroraedr.km.emulator.io.DeviceParameters;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/**
 * DriverEntry and its reverse. What stands is undone in the order of UNL-3, whether load fails or
 * the driver is unloaded: nobody cleans up after a failed DriverEntry. Used by one thread.
 */
final class DriverLoad {
  private final DriverParts parts;
  private final Kernel kernel;
  private final DriverObject driverObject;
  private final Undo undo = new Undo();

  DriverLoad(DriverParts parts, Kernel kernel, DriverObject driverObject) {
    this.parts = parts;
    this.kernel = kernel;
    this.driverObject = driverObject;
  }

  /** LOD-1: all works, PartialProtection, or the failing status with nothing left behind. */
  int run() {
    int status = load();
    if (status == NtStatus.SUCCESS) {
      driverObject.setUnload(unloaded -> undo.runAll());
    } else {
      undo.runAll();
    }
    return status;
  }

  private int load() {
    DriverState state = new DriverState(parts, kernel);
    int status = createDevice(state.dispatch());
    if (status == NtStatus.SUCCESS) {
      undo.push(state.closer()::closeAll);
      status = registerCallbacks(state.callbacks());
    }
    undo.push(state.dispatch()::refuseRequests);
    return status;
  }

  /** DEV-5: the DACL is on the device before the link exists. */
  private int createDevice(DeviceDispatch dispatch) {
    IoManager io = kernel.io();
    CreateDeviceResult created = io.createDevice(driverObject, deviceParameters());
    if (created.status() != NtStatus.SUCCESS) {
      return created.status();
    }
    undo.push(() -> io.deleteDevice(created.device()));
    setMajorFunctions(dispatch);
    int status = io.setDeviceSecurity(created.device(), SecurityDescriptor.parse(DeviceNames.SDDL));
    return status == NtStatus.SUCCESS ? createLink(io) : status;
  }

  private static DeviceParameters deviceParameters() {
    return new DeviceParameters(
        null,
        DeviceNames.NT_NAME,
        DeviceNames.DEVICE_TYPE,
        DeviceObject.FILE_DEVICE_SECURE_OPEN,
        false);
  }

  private int createLink(IoManager io) {
    int status = io.createSymbolicLink(DeviceNames.LINK_NAME, DeviceNames.NT_NAME);
    if (status == NtStatus.SUCCESS) {
      undo.push(() -> io.deleteSymbolicLink(DeviceNames.LINK_NAME));
    }
    return status;
  }

  private void setMajorFunctions(DeviceDispatch dispatch) {
    driverObject.setMajorFunction(MajorFunction.CREATE, (device, irp) -> dispatch.create(irp));
    driverObject.setMajorFunction(MajorFunction.CLEANUP, (device, irp) -> dispatch.cleanup(irp));
    driverObject.setMajorFunction(MajorFunction.CLOSE, (device, irp) -> dispatch.close(irp));
    driverObject.setMajorFunction(
        MajorFunction.DEVICE_CONTROL, (device, irp) -> dispatch.deviceControl(irp));
  }

  private int registerCallbacks(Callbacks callbacks) {
    int status = callbacks.files().register();
    if (status != NtStatus.SUCCESS) {
      return status;
    }
    undo.push(callbacks.files()::unregister);
    registerOptional(callbacks);
    return callbacks.files().start();
  }

  /** PAR-2: the driver starts without these, in PartialProtection. */
  private void registerOptional(Callbacks callbacks) {
    callbacks.process().register();
    if (callbacks.process().health() == CallbackHealth.REGISTERED) {
      undo.push(callbacks.process()::unregister);
    }
    callbacks.registry().register(callbacks.files().altitude());
    if (callbacks.registry().health() == CallbackHealth.REGISTERED) {
      undo.push(callbacks.registry()::unregister);
    }
    callbacks.object().register(callbacks.files().altitude());
    if (callbacks.object().health() == CallbackHealth.REGISTERED) {
      undo.push(callbacks.object()::unregister);
    }
  }
}
