package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.FilterStatus;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.FilterUnloadCallback;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;
import dev.auroraedr.km.emulator.io.DriverObject;

/** The minifilter's registration (ALT-1, ALT-2, FST-1, FST-2). Thread-safe. */
public class MinifilterRegistration implements CallbackCheck {
  private final FilterManager manager;
  private final FileCallbacks callbacks;
  private final AltitudeSearch search;
  private final MinifilterCanary canary;
  private final MinifilterInstances instances;
  private InstanceKey key;
  private DriverObject driver;
  private FilterUnloadCallback unload;
  private volatile Filter filter;
  private volatile int filterStatus = FilterStatus.NOT_REGISTERED;
  private volatile int altitude = AltitudeSearch.FIRST;

  /** Registers these callbacks where the search finds room; the canary shows that it is called. */
  public MinifilterRegistration(
      FilterManager manager,
      FileCallbacks callbacks,
      AltitudeSearch search,
      MinifilterCanary canary,
      MinifilterInstances instances) {
    this.manager = manager;
    this.callbacks = callbacks;
    this.search = search;
    this.canary = canary;
    this.instances = instances;
  }

  /**
   * Registers and starts filtering at the first free altitude (ALT-1 to ALT-3).
   *
   * @param driverObject whose filter it is
   * @param instanceKey from which FltMgr takes the altitude
   * @param unloadCallback what FltMgr calls for an unload (UNL-1)
   * @return STATUS_SUCCESS; else nothing is registered, and the key is as it was
   */
  public int register(
      DriverObject driverObject, InstanceKey instanceKey, FilterUnloadCallback unloadCallback) {
    driver = driverObject;
    key = instanceKey;
    unload = unloadCallback;
    int status = key.open();
    if (status == NtStatus.SUCCESS) {
      status = search.from(AltitudeSearch.FIRST, key::write, this::attempt).status();
    }
    if (status != NtStatus.SUCCESS) {
      key.restore();
    }
    key.close();
    return status;
  }

  /** ALT-2: the filter is unregistered before the next attempt, whatever ended this one. */
  protected int attempt(int candidate) {
    int status = registerAt(candidate);
    if (status != NtStatus.SUCCESS) {
      return status;
    }
    status = start();
    if (status == NtStatus.SUCCESS) {
      status = attachMissing();
    }
    if (status != NtStatus.SUCCESS) {
      unregister();
    }
    return status;
  }

  /** ALT-2: what an attach by hand says of each volume that was left without an instance. */
  protected int attachMissing() {
    return instances.attachAll(filter, search::volumeDecides);
  }

  /** FltRegisterFilter. */
  protected int registerAt(int candidate) {
    altitude = candidate;
    RegisterFilterResult result =
        manager.registerFilter(
            driver,
            new FilterRegistration(canary.before(callbacks.operations()))
                .withFlags(flags())
                .withInstances(instances.callbacks())
                .withUnload(unload));
    if (result.status() == NtStatus.SUCCESS) {
      filter = result.filter();
      filterStatus = FilterStatus.REGISTERED;
    }
    return result.status();
  }

  /** FST-5: volumes with DAX too, no named pipes and mailslots. */
  protected int flags() {
    return FilterRegistration.SUPPORT_DAX_VOLUME;
  }

  /** FltStartFiltering. */
  protected int start() {
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

  /** ALT-6: unload writes the first candidate back. */
  public void resetAltitude() {
    key.reset();
  }

  /** FST-1: instances as the filter manager counts them now. */
  public InstanceCount instances() {
    return instances.count(filter);
  }

  /** FST-2: the effective one. */
  public int altitude() {
    return altitude;
  }

  /** What the driver's own calls reached. */
  public int filterStatus() {
    return filterStatus;
  }

  /** Whether filtering has been started. */
  public boolean isFiltering() {
    return filterStatus == FilterStatus.FILTERING;
  }

  @Override
  public WatchedCallback callback() {
    return WatchedCallback.MINIFILTER;
  }

  /** A filter that could not be registered ends the load. */
  @Override
  public boolean failedAtLoad() {
    return false;
  }

  /** HLT-5: filtering is started, an instance is attached and the canary is seen. */
  @Override
  public int verify() {
    InstanceCount count = instances();
    if (count.status() != NtStatus.SUCCESS) {
      return Canary.verdictOfFailure(count.status());
    }
    int status = canary.send();
    boolean attached = isFiltering() && count.count() > 0;
    return status == NtStatus.SUCCESS && !attached ? NtStatus.NOT_FOUND : status;
  }

  /**
   * HLT-9: attaches where no instance is; nothing else can be done. An instance stands in nobody's
   * way.
   */
  @Override
  public boolean repair() {
    instances.attachMissing(filter);
    return false;
  }
}
