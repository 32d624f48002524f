package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerObjects;
import dev.auroraedr.km.conformance.target.PeerProcesses;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.emulator.EmulatedMachine;

/** The second driver of the emulated machine. */
record PeerDriver(
    PeerFilters filters, PeerProcesses processes, PeerObjects objects, PeerRegistry registry)
    implements Peer {

  static PeerDriver on(EmulatedMachine machine) {
    return new PeerDriver(
        new FilterPeer(machine),
        new ProcessPeer(machine),
        new ObjectPeer(machine),
        new RegistryPeer(machine));
  }
}
