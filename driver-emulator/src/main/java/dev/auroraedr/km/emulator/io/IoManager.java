package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/** The I/O manager as drivers call it. Thread-safe. */
public final class IoManager {
  private final Ke ke;
  private final DeviceNamespace namespace;
  private final IrpEngine engine;

  IoManager(Ke ke, DeviceNamespace namespace, IrpEngine engine) {
    this.ke = ke;
    this.namespace = namespace;
    this.engine = engine;
  }

  /**
   * IoCreateDevice.
   *
   * @return STATUS_SUCCESS and the device; STATUS_OBJECT_NAME_COLLISION if the name is taken;
   *     STATUS_INSUFFICIENT_RESOURCES
   */
  public CreateDeviceResult createDevice(DriverObject driver, DeviceParameters parameters) {
    int failure = ke.calls().enterForStatus("IoCreateDevice");
    ke.requirePassive("IoCreateDevice");
    return failure == NtStatus.SUCCESS
        ? namespace.createDevice(driver, parameters)
        : new CreateDeviceResult(failure, null);
  }

  /** IoDeleteDevice: new opens fail at once, the device stays for the file objects it has. */
  public void deleteDevice(DeviceObject device) {
    ke.calls().enter("IoDeleteDevice");
    ke.requirePassive("IoDeleteDevice");
    namespace.deleteDevice(device);
  }

  /**
   * IoCreateSymbolicLink.
   *
   * @param link such as {@code \DosDevices\AuroraEDRKM}
   * @param target such as {@code \Device\AuroraEDRKM}; need not exist
   * @return STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION, STATUS_INSUFFICIENT_RESOURCES
   */
  public int createSymbolicLink(String link, String target) {
    int failure = ke.calls().enterForStatus("IoCreateSymbolicLink");
    ke.requirePassive("IoCreateSymbolicLink");
    return failure == NtStatus.SUCCESS ? namespace.createLink(link, target) : failure;
  }

  /**
   * IoDeleteSymbolicLink.
   *
   * @return STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND
   */
  public int deleteSymbolicLink(String link) {
    ke.calls().enter("IoDeleteSymbolicLink");
    ke.requirePassive("IoDeleteSymbolicLink");
    return namespace.deleteLink(link);
  }

  /**
   * ZwSetSecurityObject of DACL_SECURITY_INFORMATION on a device.
   *
   * @return STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES
   */
  public int setDeviceSecurity(DeviceObject device, SecurityDescriptor descriptor) {
    int failure = ke.calls().enterForStatus("ZwSetSecurityObject");
    ke.requirePassive("ZwSetSecurityObject");
    if (failure == NtStatus.SUCCESS) {
      device.setSecurity(descriptor);
    }
    return failure;
  }

  /** IofCompleteRequest: the IRP is the system's again and must not be touched. */
  public void completeRequest(Irp irp) {
    engine.complete(irp);
  }

  /** IoAcquireCancelSpinLock. */
  public void acquireCancelSpinLock() {
    ke.calls().enter("IoAcquireCancelSpinLock");
    engine.cancelLock().acquireForSystem();
    ke.countLock();
  }

  /** IoReleaseCancelSpinLock. */
  public void releaseCancelSpinLock() {
    engine.cancelLock().releaseForSystem();
    ke.calls().enter("IoReleaseCancelSpinLock");
  }

  /**
   * IoCancelIrp; the caller must own the IRP or otherwise know that it is not over.
   *
   * @return whether a cancel routine was called
   */
  public boolean cancelIrp(Irp irp) {
    ke.calls().enter("IoCancelIrp");
    return engine.cancel(irp);
  }
}
