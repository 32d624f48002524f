package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.Arrays;

/** QUERY_CALLBACK_HEALTH: what verifying the callbacks now has shown (HLT-1). Thread-safe. */
public class HealthQuery {
  private final HealthMonitor monitor;
  private final ProcessRegistration process;

  /** Reports what a monitor finds, and the count of process events. */
  public HealthQuery(HealthMonitor monitor, ProcessRegistration process) {
    this.monitor = monitor;
    this.process = process;
  }

  /** A handle was opened: it takes part in later discoveries. */
  public void opened(Session session) {
    monitor.latches().opened(session);
  }

  /** A handle's CLEANUP, or its CLOSE without one: its queries consume nothing any more. */
  public void closed(Session session) {
    monitor.latches().closed(session);
  }

  /**
   * Answers the query; STATUS_SUCCESS with IoStatus set, or the failing status.
   *
   * @param session the asking handle's; null without a file object
   */
  public int answer(Irp irp, Session session) {
    HealthReport report = monitor.query(session);
    if (report.status() == NtStatus.SUCCESS) {
      write(report, irp.systemBuffer().bytes());
      irp.setIoStatus(NtStatus.SUCCESS, CallbackHealthReportLayout.SIZE);
    }
    return report.status();
  }

  private void write(HealthReport report, byte[] out) {
    Arrays.fill(out, 0, CallbackHealthReportLayout.SIZE, (byte) 0);
    putU32(out, CallbackHealthReportLayout.PROCESS_NOTIFY_COUNT_OFFSET, process.count());
    putU32(
        out,
        CallbackHealthReportLayout.PROCESS_NOTIFY_HEALTH_OFFSET,
        report.health(WatchedCallback.PROCESS));
    putU32(
        out,
        CallbackHealthReportLayout.REGISTRY_CALLBACK_HEALTH_OFFSET,
        report.health(WatchedCallback.REGISTRY));
    putU32(
        out,
        CallbackHealthReportLayout.OBJECT_CALLBACK_HEALTH_OFFSET,
        report.health(WatchedCallback.OBJECT));
    out[CallbackHealthReportLayout.MINIFILTER_ACTIVE_OFFSET] =
        (byte) (report.stands(WatchedCallback.MINIFILTER) ? 1 : 0);
  }
}
