package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Map;

/**
 * A driver that registers the same callbacks as the Aurora driver and does nothing in them: what is
 * left is what the emulated system costs. Two process-notify routines, as the driver has.
 */
final class EmptyDriver implements DriverImage {
  private static final String ALTITUDE = "385000";

  @Override
  public String serviceName() {
    return "empty";
  }

  @Override
  public int driverEntry(Kernel kernel, DriverObject driverObject) {
    filter(kernel.callbacks().flt());
    require(kernel.callbacks().object().registerCallbacks(ALTITUDE, information -> {}).status());
    require(
        kernel
            .callbacks()
            .registry()
            .registerCallbackEx((notifyClass, information) -> NtStatus.SUCCESS, ALTITUDE)
            .status());
    require(kernel.callbacks().process().setCreateProcessNotifyRoutineEx((p, info) -> {}, false));
    require(kernel.callbacks().process().setCreateProcessNotifyRoutineEx((p, info) -> {}, false));
    return NtStatus.SUCCESS;
  }

  private static void filter(FilterManager manager) {
    FilterCallbacks nothing = new FilterCallbacks(data -> PreOperation.SUCCESS_NO_CALLBACK, null);
    RegisterFilterResult result =
        manager.registerFilter(
            new FilterRegistration(
                ALTITUDE,
                Map.of(
                    MajorFunction.CREATE, nothing,
                    MajorFunction.WRITE, nothing,
                    MajorFunction.CLEANUP, nothing)));
    require(result.status());
    require(manager.startFiltering(result.filter()));
  }

  private static void require(int status) {
    if (status != NtStatus.SUCCESS) {
      throw new IllegalStateException(
          "the empty driver can't register: " + StatusTable.describeStatus(status));
    }
  }
}
