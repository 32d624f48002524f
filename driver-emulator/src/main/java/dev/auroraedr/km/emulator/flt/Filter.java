package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.rtl.Altitude;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** PFLT_FILTER: a registered minifilter. Guarded by its filter manager. */
public final class Filter {
  private final FilterRegistration registration;
  private final Altitude altitude;
  private final List<FilterInstance> instances = new ArrayList<>();
  private final AtomicInteger references = new AtomicInteger();
  private boolean filtering;

  Filter(FilterRegistration registration, Altitude altitude) {
    this.registration = registration;
    this.altitude = altitude;
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
