package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.LiveMachine.DriverState;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.PeerRegistry.RegistryValue;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.StimulusResult;
import java.util.List;

/** The second driver. */
sealed interface PeerOperation extends Operation {
  /** Does it. */
  void use(Peer peer, LiveMachine live, int step, Facts facts);

  @Override
  default void perform(LiveMachine live, int step, Facts facts) {
    // A target may let the second driver's calls fail too, or not.
    live.require(!live.faultsPlanned());
    // Its copies are started before the load: a start is an event like any other.
    live.require(live.driver() == DriverState.ABSENT || live.peerUsed() && !startsFilter());
    live.usePeer();
    use(live.machine().peer(), live, step, facts);
  }

  /** Whether it needs one more copy of the second driver. */
  default boolean startsFilter() {
    return false;
  }

  /** Where the second driver can stand. */
  enum Place {
    FILTERS,
    LATER_FILTERS,
    OBJECTS,
    REGISTRY
  }

  /** Takes an altitude. */
  record Occupy(Place place, String altitude) implements PeerOperation {
    @Override
    public boolean startsFilter() {
      return place == Place.FILTERS || place == Place.LATER_FILTERS;
    }

    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      facts.status(
          "status",
          switch (place) {
            case FILTERS -> peer.filters().occupy(altitude);
            case LATER_FILTERS -> peer.filters().occupyLater(altitude);
            case OBJECTS -> peer.objects().occupy(altitude);
            case REGISTRY -> peer.registry().occupy(altitude);
          });
    }
  }

  /** Takes an altitude on one volume. */
  record OccupyOn(String volume, String altitude) implements PeerOperation {
    @Override
    public boolean startsFilter() {
      return true;
    }

    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      facts.status("status", peer.filters().occupyOn(volume, altitude));
    }
  }

  /** Starts a filter that notes what passes. */
  record LogFilter(String altitude) implements PeerOperation {
    @Override
    public boolean startsFilter() {
      return true;
    }

    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      long filter = peer.filters().log(altitude);
      live.filters().put(step, filter);
      live.logs().put(step, () -> Logs.filter(peer.filters().logged(filter), facts.normaliser()));
    }
  }

  /** Starts a filter that completes the creates of one file. */
  record CompleteCreates(String altitude, String path, int status) implements PeerOperation {
    @Override
    public boolean startsFilter() {
      return true;
    }

    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.filters().put(step, peer.filters().completeCreates(altitude, path, status));
    }
  }

  /** Starts a filter that ends the cleanups of one file with another success. */
  record EndCleanups(String altitude, String path, int status) implements PeerOperation {
    @Override
    public boolean startsFilter() {
      return true;
    }

    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.filters().put(step, peer.filters().endCleanups(altitude, path, status));
    }
  }

  /** Unregisters a filter. */
  record Unregister(int filter) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      long id = LiveMachine.made(live.filters(), filter);
      live.filters().remove(filter);
      live.logs().remove(filter);
      peer.filters().unregister(id);
    }
  }

  /** Asks to detach the driver's instance. */
  record DetachDriver(String volume) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.require(live.driver() == DriverState.LOADED);
      facts.status("status", peer.filters().detachDriver(volume));
    }
  }

  /** Leaves so many process-notify slots. */
  record LeaveFree(int slots) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.require(!live.slotsTaken());
      live.takeSlots();
      peer.processes().leaveFree(slots);
    }
  }

  /** Sets CreationStatus for one image. */
  record AnswerProcess(String imagePath, int creationStatus) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.require(!live.slotsTaken());
      facts.status("status", peer.processes().answer(imagePath, creationStatus));
    }
  }

  /** Notes process events. */
  record WatchProcesses() implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.require(!live.slotsTaken());
      var told = peer.processes().watch();
      live.logs().put(step, () -> Logs.processes(told, facts.normaliser()));
    }
  }

  /** Changes DesiredAccess of handles. */
  record ChangeAccess(String altitude, int taken, int added) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      facts.status("status", peer.objects().change(altitude, taken, added));
    }
  }

  /** Notes handles. */
  record WatchObjects(String altitude) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      var seen = peer.objects().watch(altitude);
      live.logs().put(step, () -> Logs.objects(seen, facts.normaliser()));
    }
  }

  /** Opens a process as a kernel component does. */
  record OpenFromKernel(int process, int access, boolean kernelHandle) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      live.require(process != 0);
      long id = live.ids().of(process);
      StimulusResult result =
          kernelHandle
              ? peer.objects().openKernelHandle(id, access)
              : peer.objects().openByZwCall(id, access);
      facts.status("status", result.status());
      facts.number("access", result.id());
    }
  }

  /** Notes registry operations, and answers them. */
  record WatchRegistry(String altitude, int verdict) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      PeerRegistryCallback watch = peer.registry().watch(altitude, verdict);
      facts.status("status", watch.status());
      if (watch.status() == 0) {
        live.watches().put(step, watch);
        live.logs().put(step, () -> List.of(watch.seen().toString()));
      }
    }
  }

  /** Takes such a callback away. */
  record RemoveWatch(int watch) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      PeerRegistryCallback callback = LiveMachine.made(live.watches(), watch);
      live.watches().remove(watch);
      live.logs().remove(watch);
      callback.remove();
    }
  }

  /** Sets a value from kernel mode. */
  record SetFromKernel(String key, String value, int type, byte[] data) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      facts.status("status", peer.registry().setValue(key, value, type, data));
    }
  }

  /** Deletes a value, or a key where the value is null, from kernel mode. */
  record DeleteFromKernel(String key, String value) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      facts.status(
          "status",
          value == null ? peer.registry().deleteKey(key) : peer.registry().deleteValue(key, value));
    }
  }

  /** Reads a value from kernel mode. */
  record ReadFromKernel(String key, String value) implements PeerOperation {
    @Override
    public void use(Peer peer, LiveMachine live, int step, Facts facts) {
      note(peer.registry().value(key, value), facts);
    }

    static void note(RegistryValue found, Facts facts) {
      facts.flag("found", found != null);
      if (found != null) {
        facts.number("type", found.type());
        facts.bytes("data", found.data());
      }
    }
  }
}
