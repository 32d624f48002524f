package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.PeerObjects;
import dev.auroraedr.km.emulator.EmulatedMachine;

/** Object callbacks of the second driver. */
final class ObjectPeer implements PeerObjects {
  private final EmulatedMachine machine;

  ObjectPeer(EmulatedMachine machine) {
    this.machine = machine;
  }

  @Override
  public int occupy(String altitude) {
    return machine
        .kernel()
        .callbacks()
        .object()
        .registerCallbacks(altitude, information -> {})
        .status();
  }
}
