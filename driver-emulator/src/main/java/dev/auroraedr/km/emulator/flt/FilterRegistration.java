package dev.auroraedr.km.emulator.flt;

import java.util.Map;

/**
 * FLT_REGISTRATION, as far as it is modelled.
 *
 * @param altitude decimal, such as {@code 385000}, of a filter of the system itself; null for a
 *     driver's, whose altitude stands in the registry
 * @param operations callbacks by major function
 * @param flags FLTFL_REGISTRATION_ flags, those below
 * @param instances callbacks about instances
 * @param unload FilterUnloadCallback; null for a filter that is never unloaded
 */
public record FilterRegistration(
    String altitude,
    Map<Integer, FilterCallbacks> operations,
    int flags,
    InstanceCallbacks instances,
    FilterUnloadCallback unload) {
  /** FLTFL_REGISTRATION_SUPPORT_NPFS_MSFS: named-pipe and mailslot volumes are offered too. */
  public static final int SUPPORT_NPFS_MSFS = 0x2;

  /** FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME: direct-access volumes are offered too. */
  public static final int SUPPORT_DAX_VOLUME = 0x4;

  /** Copies the map. */
  public FilterRegistration {
    operations = Map.copyOf(operations);
  }

  /** A driver's filter, without flags and without callbacks about instances. */
  public FilterRegistration(Map<Integer, FilterCallbacks> operations) {
    this(null, operations);
  }

  /** Without flags and without callbacks about instances. */
  public FilterRegistration(String altitude, Map<Integer, FilterCallbacks> operations) {
    this(altitude, operations, 0, InstanceCallbacks.NONE, null);
  }

  /** The same with these flags. */
  public FilterRegistration withFlags(int newFlags) {
    return new FilterRegistration(altitude, operations, newFlags, instances, unload);
  }

  /** The same with these callbacks about instances. */
  public FilterRegistration withInstances(InstanceCallbacks newInstances) {
    return new FilterRegistration(altitude, operations, flags, newInstances, unload);
  }

  /** The same with this FilterUnloadCallback. */
  public FilterRegistration withUnload(FilterUnloadCallback newUnload) {
    return new FilterRegistration(altitude, operations, flags, instances, newUnload);
  }

  /** Whether a volume is offered to this filter at all. */
  boolean isOffered(Volume volume) {
    boolean kind = !volume.kind().isPipeOrMailslot() || (flags & SUPPORT_NPFS_MSFS) != 0;
    return kind && (!volume.dax() || (flags & SUPPORT_DAX_VOLUME) != 0);
  }
}
