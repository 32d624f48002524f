package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.ke.Verifier;
import java.util.List;

/**
 * How FltMgr unloads minifilters: FilterUnload and {@code fltmc unload} may be refused, a service
 * stop may not (facts 2.7). Thread-safe.
 *
 * <p>Source: "When the FilterUnloadCallback Routine Is Called" in the Windows driver documentation.
 */
final class FilterUnloading {
  private final Verifier verifier;
  private final Attachments attachments;

  FilterUnloading(Verifier verifier, Attachments attachments) {
    this.verifier = verifier;
    this.attachments = attachments;
  }

  /** FltMgr puts itself in the place of the driver's unload routine; none, and it stays loaded. */
  void hook(DriverObject driver, FilterUnloadCallback callback) {
    driver.setUnload(
        callback == null ? null : stopped -> unload(stopped, FilterUnloadCallback.MANDATORY));
  }

  /** Asks each filter of the driver; returns the first refusal, or STATUS_SUCCESS. */
  int unload(DriverObject driver, int flags) {
    for (Filter filter : filtersOf(driver)) {
      FilterUnloadCallback callback = filter.registration().unload();
      if (callback == null) {
        return NtStatus.FLT_DO_NOT_DETACH;
      }
      int[] answer = new int[1];
      FilterInstance.asDriver(() -> answer[0] = callback.call(flags));
      if (answer[0] < 0 && flags != FilterUnloadCallback.MANDATORY) {
        return answer[0];
      }
    }
    requireUnregistered(driver);
    return NtStatus.SUCCESS;
  }

  private List<Filter> filtersOf(DriverObject driver) {
    return attachments.filters().stream().filter(filter -> filter.driver() == driver).toList();
  }

  private void requireUnregistered(DriverObject driver) {
    for (Filter filter : filtersOf(driver)) {
      throw verifier.violation(
          "the unload of "
              + driver.name()
              + " left its filter at altitude "
              + filter.altitude()
              + " registered");
    }
  }
}
