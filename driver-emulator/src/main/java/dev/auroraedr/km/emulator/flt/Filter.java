package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.rtl.Altitude;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** PFLT_FILTER: a registered minifilter. Guarded by its filter manager. */
public final class Filter {
  private final DriverObject driver;
  private final FilterRegistration registration;
  private final Altitude altitude;
  private final List<FilterInstance> instances = new ArrayList<>();
  private final AtomicInteger references = new AtomicInteger();
  private boolean filtering;
  private volatile boolean silenced;

  Filter(DriverObject driver, FilterRegistration registration, Altitude altitude) {
    this.driver = driver;
    this.registration = registration;
    this.altitude = altitude;
  }

  /** The driver that registered it; null for a filter of the system itself. */
  public DriverObject driver() {
    return driver;
  }

  /** What it registered with. */
  public FilterRegistration registration() {
    return registration;
  }

  /** Altitude of its default instance. */
  public Altitude altitude() {
    return altitude;
  }

  List<FilterInstance> instances() {
    return instances;
  }

  FilterInstance on(Volume volume) {
    return instances.stream().filter(one -> one.volume() == volume).findFirst().orElse(null);
  }

  /** An attacker patches its callbacks to do nothing, or takes that back; its instances stand. */
  public void setSilenced(boolean patched) {
    silenced = patched;
  }

  boolean isSilenced() {
    return silenced;
  }

  boolean isFiltering() {
    return filtering;
  }

  void setFiltering() {
    filtering = true;
  }

  /** References to volumes and instances that were given to this filter and not given back. */
  AtomicInteger references() {
    return references;
  }
}
