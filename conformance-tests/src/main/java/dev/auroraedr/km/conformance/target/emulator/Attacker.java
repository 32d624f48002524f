package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.cm.RegistryCallbacks;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import java.util.ArrayList;
import java.util.List;

/** The attacker on the emulated machine: writes to its lists of callbacks. */
final class Attacker implements Tamper {
  private final EmulatedMachine machine;
  private final DriverCallbacks callbacks;
  private final List<Long> unlinkedCookies = new ArrayList<>();
  private final List<ObjectCallbacks.Registration> unlinkedObjects = new ArrayList<>();

  Attacker(EmulatedMachine machine, DriverCallbacks callbacks) {
    this.machine = machine;
    this.callbacks = callbacks;
  }

  @Override
  public boolean clearSlot(Routine routine) {
    CreateProcessNotifyRoutine found = routine(routine);
    return found != null && routines().clearSlot(found);
  }

  @Override
  public int registerAgain(Routine routine) {
    CreateProcessNotifyRoutine found = routine(routine);
    return found == null
        ? NtStatus.PROCEDURE_NOT_FOUND
        : routines().setCreateProcessNotifyRoutineEx(found, false);
  }

  /** Null if load registered no such routine. */
  private CreateProcessNotifyRoutine routine(Routine routine) {
    List<CreateProcessNotifyRoutine> loaded = callbacks.routinesOfLoad();
    return routine.ordinal() < loaded.size() ? loaded.get(routine.ordinal()) : null;
  }

  @Override
  public int unlink(CallbackList list) {
    return list == CallbackList.REGISTRY ? unlinkRegistry() : unlinkObjects();
  }

  private int unlinkRegistry() {
    List<Long> cookies = callbacks.cookies();
    cookies.forEach(registry()::unlink);
    unlinkedCookies.addAll(cookies);
    return cookies.size();
  }

  private int unlinkObjects() {
    List<ObjectCallbacks.Registration> registrations = callbacks.objects();
    registrations.forEach(objects()::unlink);
    unlinkedObjects.addAll(registrations);
    return registrations.size();
  }

  @Override
  public void relink(CallbackList list, int nth) {
    if (list == CallbackList.REGISTRY) {
      registry().relink(unlinkedCookies.get(nth - 1));
    } else {
      objects().relink(unlinkedObjects.get(nth - 1));
    }
  }

  @Override
  public void silence(CallbackList list) {
    if (list == CallbackList.REGISTRY) {
      callbacks.cookies().forEach(registry()::silence);
    } else {
      callbacks.objects().forEach(ObjectCallbacks.Registration::silence);
    }
  }

  @Override
  public void silenceFilter() {
    filters().forEach(filter -> filter.setSilenced(true));
  }

  @Override
  public void wakeFilter() {
    filters().forEach(filter -> filter.setSilenced(false));
  }

  @Override
  public boolean removeInstance(String volume) {
    FilterManager manager = machine.kernel().callbacks().flt();
    boolean removed = false;
    for (Filter filter : filters()) {
      for (Volume mounted : manager.volumes()) {
        if (mounted.deviceName().equals(volume)) {
          removed |= manager.removeInstance(filter, mounted);
        }
      }
    }
    return removed;
  }

  @Override
  public void neverCall() {
    routines().neverCall();
    registry().neverCall();
    objects().neverCall();
    machine.kernel().callbacks().flt().offerNothing();
  }

  private List<Filter> filters() {
    return callbacks.filters();
  }

  private ProcessNotify routines() {
    return machine.kernel().callbacks().process();
  }

  private RegistryCallbacks registry() {
    return machine.kernel().callbacks().registry().callbacks();
  }

  private ObjectCallbacks objects() {
    return machine.kernel().callbacks().object();
  }
}
