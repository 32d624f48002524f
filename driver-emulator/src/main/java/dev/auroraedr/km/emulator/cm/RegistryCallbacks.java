package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.rtl.Altitude;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The registry callbacks of a machine. Those without an altitude stand above all others, in order
 * of registration. Thread-safe; notifying takes no lock.
 */
public final class RegistryCallbacks {
  private final Verifier verifier;
  private final ThreadLocal<CallbackFrames> running = ThreadLocal.withInitial(CallbackFrames::new);
  private final Map<Long, Registration> unlinked = new HashMap<>();
  private volatile List<Registration> registrations = List.of();
  private volatile boolean calling = true;
  private long lastCookie;

  private record Registration(
      long cookie,
      Altitude altitude,
      RegistryCallbackFunction function,
      RundownProtection rundown,
      AtomicBoolean silenced,
      boolean byDriver) {
    Registration(long cookie, Altitude altitude, RegistryCallbackFunction function) {
      this(
          cookie,
          altitude,
          function,
          new RundownProtection(),
          new AtomicBoolean(),
          ExecutionContext.current().runsDriver());
    }

    boolean enter() {
      return !silenced.get() && rundown.acquire();
    }

    boolean isBelow(Registration other) {
      return altitude != null && (other.altitude == null || altitude.compareTo(other.altitude) < 0);
    }

    boolean collidesWith(Registration other) {
      return altitude != null && altitude.equals(other.altitude);
    }
  }

  RegistryCallbacks(Verifier verifier) {
    this.verifier = verifier;
  }

  /** Adds a callback; {@code altitude} is null for CmRegisterCallback. */
  synchronized RegisterCallbackResult register(
      Altitude altitude, RegistryCallbackFunction function) {
    Registration added = new Registration(lastCookie + 1, altitude, function);
    if (registrations.stream().anyMatch(added::collidesWith)) {
      return new RegisterCallbackResult(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, 0);
    }
    insert(added);
    return new RegisterCallbackResult(NtStatus.SUCCESS, ++lastCookie);
  }

  private void insert(Registration added) {
    List<Registration> next = new ArrayList<>(registrations);
    int place = 0;
    while (place < next.size() && !next.get(place).isBelow(added)) {
      place++;
    }
    next.add(place, added);
    registrations = List.copyOf(next);
  }

  /** Takes a callback out and waits until nobody runs it any more. */
  int unregister(long cookie) {
    Registration removed = find(cookie);
    if (removed == null) {
      return NtStatus.INVALID_PARAMETER;
    }
    if (running.get().isInside(removed, ExecutionContext.current().thread())) {
      throw verifier.violation(
          "CmUnRegisterCallback called from inside the callback that it removes: a deadlock");
    }
    if (!remove(removed)) {
      return NtStatus.INVALID_PARAMETER;
    }
    removed.rundown().waitForRelease();
    return NtStatus.SUCCESS;
  }

  private synchronized boolean remove(Registration removed) {
    List<Registration> next = new ArrayList<>(registrations);
    boolean found = next.remove(removed);
    registrations = List.copyOf(next);
    return found;
  }

  private Registration find(long cookie) {
    List<Registration> current = registrations;
    for (int i = 0; i < current.size(); i++) {
      if (current.get(i).cookie() == cookie) {
        return current.get(i);
      }
    }
    return null;
  }

  /** Whether a registration of that cookie stands. */
  boolean isRegistered(long cookie) {
    return find(cookie) != null;
  }

  /** The callbacks that stand, by cookie, highest first. */
  public Map<Long, RegistryCallbackFunction> standing() {
    Map<Long, RegistryCallbackFunction> byCookie = new LinkedHashMap<>();
    registrations.forEach(each -> byCookie.put(each.cookie(), each.function()));
    return byCookie;
  }

  /** An attacker takes a callback out of the list. */
  public synchronized void unlink(long cookie) {
    Registration found = find(cookie);
    unlinked.put(cookie, found);
    remove(found);
  }

  /** An attacker puts it back, whoever has its altitude by now. */
  public synchronized void relink(long cookie) {
    insert(unlinked.remove(cookie));
  }

  /** An attacker patches a callback so that it does nothing. */
  public void silence(long cookie) {
    find(cookie).silenced().set(true);
  }

  /** From now on the system calls no callback, those included that are registered later. */
  public void neverCall() {
    calling = false;
  }

  int count() {
    return registrations.size();
  }

  int countOfDrivers() {
    return (int) registrations.stream().filter(Registration::byDriver).count();
  }

  /**
   * Asks the callbacks, highest first, until one gives a status that is no success: an error, a
   * warning or STATUS_CALLBACK_BYPASS, which those below don't get to see.
   *
   * @return that status, or STATUS_SUCCESS
   */
  int notify(int notifyClass, KeyInformation information) {
    List<Registration> current = registrations;
    for (int i = 0; calling && i < current.size(); i++) {
      Registration registration = current.get(i);
      if (registration.enter()) {
        int status = call(registration, notifyClass, information);
        if (status < 0) {
          return status;
        }
      }
    }
    return NtStatus.SUCCESS;
  }

  private int call(Registration registration, int notifyClass, KeyInformation information) {
    ExecutionContext context = ExecutionContext.current();
    CallbackFrames frames = running.get();
    context.enterDriver();
    frames.enter(registration, context.thread());
    try {
      return registration.function().call(notifyClass, information);
    } finally {
      frames.leave();
      registration.rundown().release();
      context.leaveDriver();
    }
  }
}
