package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.Operation.LeftOutException;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.TargetPort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A machine of a target, and what the steps so far made on it, by their numbers. */
final class LiveMachine {
  private final TargetMachine machine;
  private final Requests requests = new Requests();
  private final Ids ids = new Ids();
  private final Map<Integer, CallerProcess> callers = new TreeMap<>();
  private final Map<Integer, OpenHandle> handles = new TreeMap<>();
  private final Map<Integer, OpenPort> ports = new TreeMap<>();
  private final Map<Integer, FileReference> references = new TreeMap<>();
  private final Map<Integer, PeerRegistryCallback> watches = new TreeMap<>();
  private final Map<Integer, Supplier<List<String>>> logs = new TreeMap<>();
  private final Map<Integer, Long> filters = new TreeMap<>();
  private final Map<Integer, Long> held = new TreeMap<>();
  private final Set<Integer> boundFiles = new HashSet<>();
  private final Map<CallbackList, List<Boolean>> unlinked = new EnumMap<>(CallbackList.class);
  private boolean faultsPlanned;
  private boolean slotsTaken;
  private DriverState driver = DriverState.ABSENT;
  private boolean peerUsed;

  LiveMachine(TargetMachine machine) {
    this.machine = machine;
  }

  /** Whether the driver is there. */
  enum DriverState {
    ABSENT,
    LOADED,
    /** An unload was accepted; it may wait for the last close. */
    UNLOADING
  }

  /**
   * A handle.
   *
   * @param handle the target's
   * @param caller step that started its process
   * @param file step that opened its file object
   * @param overlapped how it was opened
   */
  record OpenHandle(TargetHandle handle, int caller, int file, boolean overlapped) {}

  /**
   * A completion port.
   *
   * @param port the target's
   * @param caller step that started its process
   */
  record OpenPort(TargetPort port, int caller) {}

  TargetMachine machine() {
    return machine;
  }

  Requests requests() {
    return requests;
  }

  Ids ids() {
    return ids;
  }

  Map<Integer, CallerProcess> callers() {
    return callers;
  }

  Map<Integer, OpenHandle> handles() {
    return handles;
  }

  Map<Integer, OpenPort> ports() {
    return ports;
  }

  Map<Integer, FileReference> references() {
    return references;
  }

  Map<Integer, PeerRegistryCallback> watches() {
    return watches;
  }

  /** What the second driver's parts have noted, by the step that made them. */
  Map<Integer, Supplier<List<String>>> logs() {
    return logs;
  }

  /** The second driver's filters that can be unregistered. */
  Map<Integer, Long> filters() {
    return filters;
  }

  /** Operations that the file system keeps. */
  Map<Integer, Long> held() {
    return held;
  }

  /** File objects that have a completion port. */
  Set<Integer> boundFiles() {
    return boundFiles;
  }

  /** The attacker took so many callbacks out of a list. */
  void unlinked(CallbackList list, int taken) {
    List<Boolean> all = unlinked.computeIfAbsent(list, key -> new ArrayList<>());
    for (int i = 0; i < taken; i++) {
      all.add(true);
    }
  }

  /** Whether the nth that he took is still out, and is put back now. */
  boolean relinks(CallbackList list, int nth) {
    List<Boolean> all = unlinked.getOrDefault(list, List.of());
    return nth <= all.size() && all.set(nth - 1, false);
  }

  /** The second driver took process-notify slots: how it says that it has none left is its own. */
  void takeSlots() {
    slotsTaken = true;
  }

  boolean slotsTaken() {
    return slotsTaken;
  }

  /** Whether a kernel call may fail. */
  void faultsPlanned(boolean planned) {
    faultsPlanned = planned;
  }

  boolean faultsPlanned() {
    return faultsPlanned;
  }

  /** What a step made, or the operation is left out. */
  static <T> T made(Map<Integer, T> of, int step) {
    T found = of.get(step);
    if (found == null) {
      throw LeftOutException.INSTANCE;
    }
    return found;
  }

  void require(boolean condition) {
    if (!condition) {
      throw LeftOutException.INSTANCE;
    }
  }

  DriverState driver() {
    return driver;
  }

  void driver(DriverState state) {
    driver = state;
    if (state == DriverState.LOADED) {
      // What an attacker took from a driver that is gone does not come back.
      unlinked.values().forEach(all -> all.replaceAll(out -> false));
    }
  }

  boolean peerUsed() {
    return peerUsed;
  }

  /** The second driver is there from the first use on, which must come before the load. */
  void usePeer() {
    if (!peerUsed) {
      peerUsed = true;
      machine.peer().registry().exists("\\REGISTRY\\MACHINE");
    }
  }

  /**
   * Whether a call on the handle would wait for a request that pends on it (IOC-8). When exactly it
   * goes on once that request has ended is a matter of threads, not of the driver.
   */
  boolean parks(OpenHandle handle) {
    return !handle.overlapped() && requests.hasPendingOn(handle.file());
  }

  /** A process is gone: nobody is left to ask what became of what it had. */
  void forgetCaller(int caller) {
    callers.remove(caller);
    ids.ended(caller);
    handles.values().removeIf(handle -> handle.caller() == caller);
    ports.values().removeIf(port -> port.caller() == caller);
    requests.forgetOf(caller);
  }

  /** Notes what has ended since the last step. */
  void settle(Facts facts) {
    machine.quiesce();
    requests.settle(facts);
    for (Map.Entry<Integer, OpenPort> port : ports.entrySet()) {
      int depth = port.getValue().port().depth();
      if (depth > 0) {
        facts.number("packets that wait at port " + port.getKey(), depth);
      }
    }
  }

  /** Steps whose things are there, newest first: the order in which they go at the end. */
  static List<Integer> newestFirst(Map<Integer, ?> of) {
    List<Integer> steps = new ArrayList<>(of.keySet());
    java.util.Collections.reverse(steps);
    return steps;
  }
}
