package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.io.DeviceObject;
import dev.auroraedr.km.emulator.io.DeviceParameters;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/**
 * A DriverEntry of its own with nothing behind the device: it makes the link before it sets the
 * DACL, or opens the device up while it still runs.
 */
record LinkFirst(boolean clearsInitializing) implements DriverImage {
  @Override
  public String serviceName() {
    return new AuroraDriver().serviceName();
  }

  @Override
  public int driverEntry(Kernel kernel, DriverObject driverObject) {
    DeviceParameters parameters =
        new DeviceParameters(
            null,
            DeviceNames.NT_NAME,
            DeviceNames.DEVICE_TYPE,
            DeviceObject.FILE_DEVICE_SECURE_OPEN,
            false);
    DeviceObject device = kernel.io().createDevice(driverObject, parameters).device();
    if (device == null) {
      return NtStatus.INSUFFICIENT_RESOURCES;
    }
    serve(kernel, driverObject);
    int status = clearsInitializing ? secure(kernel, device) : link(kernel);
    if (status == NtStatus.SUCCESS) {
      device.setFlags(clearsInitializing ? 0 : device.flags());
      status = clearsInitializing ? link(kernel) : secure(kernel, device);
    }
    kernel.ke().querySystemTimePrecise();
    driverObject.setUnload(unloaded -> undo(kernel, device));
    return status;
  }

  private static int link(Kernel kernel) {
    return kernel.io().createSymbolicLink(DeviceNames.LINK_NAME, DeviceNames.NT_NAME);
  }

  private static int secure(Kernel kernel, DeviceObject device) {
    return kernel.io().setDeviceSecurity(device, SecurityDescriptor.parse(DeviceNames.SDDL));
  }

  private static void undo(Kernel kernel, DeviceObject device) {
    kernel.io().deleteSymbolicLink(DeviceNames.LINK_NAME);
    kernel.io().deleteDevice(device);
  }

  private static void serve(Kernel kernel, DriverObject driverObject) {
    for (int major : new int[] {MajorFunction.CREATE, MajorFunction.CLEANUP, MajorFunction.CLOSE}) {
      driverObject.setMajorFunction(major, (device, irp) -> succeed(kernel, irp));
    }
  }

  private static int succeed(Kernel kernel, Irp irp) {
    irp.setIoStatus(NtStatus.SUCCESS, 0);
    kernel.io().completeRequest(irp);
    return NtStatus.SUCCESS;
  }
}
