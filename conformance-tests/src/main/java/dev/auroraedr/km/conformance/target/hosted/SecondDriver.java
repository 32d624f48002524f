package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerObjects;
import dev.auroraedr.km.conformance.target.PeerProcesses;
import dev.auroraedr.km.conformance.target.PeerRegistry;

/** The second driver: {@code edr-km-peer.sys}, loaded at the first use. */
final class SecondDriver implements Peer {
  private final PeerFilters filters;
  private final PeerProcesses processes;
  private final PeerObjects objects;
  private final PeerRegistry registry;

  SecondDriver(PeerLoader loader) {
    filters = new FilterPeer(loader);
    processes = new ProcessPeer(loader);
    objects = new ObjectPeer(loader);
    registry = new RegistryPeer(loader);
  }

  @Override
  public PeerFilters filters() {
    return filters;
  }

  @Override
  public PeerProcesses processes() {
    return processes;
  }

  @Override
  public PeerObjects objects() {
    return objects;
  }

  @Override
  public PeerRegistry registry() {
    return registry;
  }
}
