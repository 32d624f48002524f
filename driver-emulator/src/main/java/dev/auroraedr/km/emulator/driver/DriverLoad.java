package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.flt.FilterUnloadCallback;
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
public class DriverLoad {
  private final DriverParts parts;
  private final Kernel kernel;
  private final DriverObject driverObject;
  private final Undo undo = new Undo();
  private OpenFiles files;

  /** Loads a driver of these parts. */
  public DriverLoad(DriverParts parts, Kernel kernel, DriverObject driverObject) {
    this.parts = parts;
    this.kernel = kernel;
    this.driverObject = driverObject;
  }

  /** LOD-1: all works, PartialProtection, or the failing status with nothing left behind. */
  public final int run() {
    int status = load();
    if (status == NtStatus.SUCCESS) {
      ended();
    } else {
      undoAll();
    }
    return status;
  }

  /** UNL-1: last of all, as from here on an unload may take everything away. */
  protected void ended() {
    files.admit();
  }

  /** The policy first: everything else decides by it. */
  private int load() {
    PolicyReader policy = parts.policyReader(kernel);
    int status = policy.read();
    if (status != NtStatus.SUCCESS) {
      return status;
    }
    undoWith("policy", policy::free);
    return load(new DriverState(parts, kernel, policy.policy()));
  }

  private int load(DriverState state) {
    files = state.dispatch().files();
    int status = createDevice(state.dispatch());
    if (status == NtStatus.SUCCESS) {
      undoWith("streams", state.closer()::closeAll);
      status = registerCallbacks(state.registrations());
    }
    undoWith("requests", state.dispatch()::refuseRequests);
    return status;
  }

  /**
   * FilterUnloadCallback (UNL-1); a service stop comes here too, once no file object is left.
   *
   * @return STATUS_FLT_DO_NOT_DETACH while a file object exists and until DriverEntry has
   *     succeeded, unless the unload is mandatory
   */
  protected int filterUnload(int flags) {
    if (flags == FilterUnloadCallback.MANDATORY) {
      files.refuse();
    } else if (!files.refuseIfNone()) {
      return NtStatus.FLT_DO_NOT_DETACH;
    }
    undoAll();
    return NtStatus.SUCCESS;
  }

  /** Notes what undoes a step; the name says which, for drivers that are broken on purpose. */
  protected void undoWith(String step, Runnable reverse) {
    undo.push(reverse);
  }

  /** UNL-3: the reverse of what load has done so far, newest first. */
  protected void undoAll() {
    undo.runAll();
  }

  /** DEV-5: the DACL is on the device before the link exists. */
  private int createDevice(DeviceDispatch dispatch) {
    IoManager io = kernel.io();
    CreateDeviceResult created = io.createDevice(driverObject, deviceParameters());
    if (created.status() != NtStatus.SUCCESS) {
      return created.status();
    }
    undoWith("device", () -> io.deleteDevice(created.device()));
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
      undoWith("link", () -> io.deleteSymbolicLink(DeviceNames.LINK_NAME));
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

  /** The filter first: the others search from the altitude that it has found (ALT-5). */
  private int registerCallbacks(Registrations registrations) {
    InstanceKey key = parts.instanceKey(kernel, driverObject.registryPath());
    int status = registrations.minifilter().register(driverObject, key, this::filterUnload);
    if (status == NtStatus.SUCCESS) {
      undoWith("altitude", registrations.minifilter()::resetAltitude);
      undoWith("filter", registrations.minifilter()::unregister);
      status = registerOptional(registrations);
    }
    return status;
  }

  /** PAR-2: the driver starts without these, in PartialProtection. */
  protected int registerOptional(Registrations registrations) {
    registrations.process().register();
    if (registrations.process().health() == CallbackHealth.REGISTERED) {
      undoWith("process", registrations.process()::unregister);
    }
    registrations.registry().register(registrations.minifilter().altitude());
    if (registrations.registry().health() == CallbackHealth.REGISTERED) {
      undoWith("registry", registrations.registry()::unregister);
    }
    registrations.object().register(registrations.minifilter().altitude());
    if (registrations.object().health() == CallbackHealth.REGISTERED) {
      undoWith("object", registrations.object()::unregister);
    }
    return NtStatus.SUCCESS;
  }
}
