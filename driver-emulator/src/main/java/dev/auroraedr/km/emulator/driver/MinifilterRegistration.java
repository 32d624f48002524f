package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.FilterStatus;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;

/** The minifilter's registration (ALT-1, FST-1, FST-2). Thread-safe. */
public class MinifilterRegistration {
  private static final int ALTITUDE = 385000;

  private final FilterManager manager;
  private final FileCallbacks callbacks;
  private volatile Filter filter;
  private volatile int filterStatus = FilterStatus.NOT_REGISTERED;

  /** Registers these callbacks. */
  public MinifilterRegistration(FilterManager manager, FileCallbacks callbacks) {
    this.manager = manager;
    this.callbacks = callbacks;
  }

  /** FltRegisterFilter at 385000 (ALT-1). */
  public int register() {
    RegisterFilterResult result =
        manager.registerFilter(
            new FilterRegistration(Integer.toString(ALTITUDE), callbacks.operations()));
    if (result.status() == NtStatus.SUCCESS) {
      filter = result.filter();
      filterStatus = FilterStatus.REGISTERED;
    }
    return result.status();
  }

  /** FltStartFiltering. */
  public int start() {
    int status = manager.startFiltering(filter);
    if (status == NtStatus.SUCCESS) {
      filterStatus = FilterStatus.FILTERING;
    }
    return status;
  }

  /** FltUnregisterFilter. */
  public void unregister() {
    manager.unregisterFilter(filter);
    filterStatus = FilterStatus.NOT_REGISTERED;
  }

  /** FST-1: instances as the filter manager counts them now. */
  public InstanceCount instances() {
    return manager.enumerateInstances(filter);
  }

  /** FST-2. */
  public int altitude() {
    return ALTITUDE;
  }

  /** What the driver's own calls reached. */
  public int filterStatus() {
    return filterStatus;
  }

  /** Whether filtering has been started. */
  public boolean isFiltering() {
    return filterStatus == FilterStatus.FILTERING;
  }
}
