package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.ex.RundownProtection;
import java.util.ArrayList;
import java.util.List;

/** PFLT_FILTER: a registered minifilter. Guarded by its filter manager. */
public final class Filter {
  private final FilterRegistration registration;
  private final List<Volume> instances = new ArrayList<>();
  private final RundownProtection rundown = new RundownProtection();
  private boolean filtering;

  Filter(FilterRegistration registration) {
    this.registration = registration;
  }

  FilterRegistration registration() {
    return registration;
  }

  /** Held while one of its callbacks runs, so that unregistering waits for them. */
  RundownProtection rundown() {
    return rundown;
  }

  List<Volume> instances() {
    return instances;
  }

  boolean isFiltering() {
    return filtering;
  }

  void setFiltering() {
    filtering = true;
  }
}
