package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.Arrays;

/** QUERY_CALLBACK_HEALTH: what registration brought, and whether instances stand. Thread-safe. */
public class HealthQuery {
  private final Registrations registrations;

  /** Reports on the driver's callbacks. */
  public HealthQuery(Registrations registrations) {
    this.registrations = registrations;
  }

  /** Answers the query; STATUS_SUCCESS with IoStatus set, or the failing status. */
  public int answer(Irp irp) {
    InstanceCount instances = registrations.minifilter().instances();
    if (instances.status() != NtStatus.SUCCESS) {
      return instances.status();
    }
    byte[] out = irp.systemBuffer().bytes();
    Arrays.fill(out, 0, CallbackHealthReportLayout.SIZE, (byte) 0);
    writeHealth(out);
    out[CallbackHealthReportLayout.MINIFILTER_ACTIVE_OFFSET] =
        (byte) (registrations.minifilter().isFiltering() && instances.count() > 0 ? 1 : 0);
    irp.setIoStatus(NtStatus.SUCCESS, CallbackHealthReportLayout.SIZE);
    return NtStatus.SUCCESS;
  }

  private void writeHealth(byte[] out) {
    putU32(
        out,
        CallbackHealthReportLayout.PROCESS_NOTIFY_COUNT_OFFSET,
        registrations.process().count());
    putU32(
        out,
        CallbackHealthReportLayout.PROCESS_NOTIFY_HEALTH_OFFSET,
        registrations.process().health());
    putU32(
        out,
        CallbackHealthReportLayout.REGISTRY_CALLBACK_HEALTH_OFFSET,
        registrations.registry().health());
    putU32(
        out,
        CallbackHealthReportLayout.OBJECT_CALLBACK_HEALTH_OFFSET,
        registrations.object().health());
  }
}
