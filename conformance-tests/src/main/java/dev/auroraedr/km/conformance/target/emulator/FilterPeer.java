package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;
import java.util.Map;

/** Minifilters of the second driver. */
final class FilterPeer implements PeerFilters {
  private final FilterManager manager;

  FilterPeer(EmulatedMachine machine) {
    this.manager = machine.kernel().callbacks().flt();
  }

  @Override
  public int occupy(String altitude) {
    RegisterFilterResult result =
        manager.registerFilter(new FilterRegistration(altitude, Map.of()));
    return result.status() == NtStatus.SUCCESS
        ? manager.startFiltering(result.filter())
        : result.status();
  }
}
