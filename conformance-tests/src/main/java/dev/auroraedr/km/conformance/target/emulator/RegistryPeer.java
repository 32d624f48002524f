package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.emulator.EmulatedMachine;

/** Registry callbacks of the second driver. */
final class RegistryPeer implements PeerRegistry {
  private final EmulatedMachine machine;

  RegistryPeer(EmulatedMachine machine) {
    this.machine = machine;
  }

  @Override
  public int occupy(String altitude) {
    return machine
        .kernel()
        .callbacks()
        .registry()
        .registerCallbackEx((notifyClass, information) -> NtStatus.SUCCESS, altitude)
        .status();
  }
}
