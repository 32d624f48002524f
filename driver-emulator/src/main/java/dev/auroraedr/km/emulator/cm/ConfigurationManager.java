package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.Altitude;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The registry: what registry filters call here, what drivers call in {@link #zw}, what programs
 * call in {@link #nt}. Thread-safe.
 *
 * <p>Source: CmRegisterCallbackEx, CmCallbackGetKeyObjectIDEx and "Handling Notifications" in the
 * Windows driver documentation.
 */
public final class ConfigurationManager {
  private final KernelCalls calls;
  private final RegistryTree tree = new RegistryTree();
  private final RegistryCallbacks callbacks;
  private final NtRegistry nt;
  private final NtHives hives;
  private final ZwRegistry zw;
  private final RegistryContent content = new RegistryContent(tree);
  private final AtomicLong nameQueries = new AtomicLong();
  private final AtomicLong namesHeld = new AtomicLong();

  /** A registry without callbacks and with nothing but its roots. */
  public ConfigurationManager(Ke ke, ProcessManager processes, ObjectManager objects) {
    this.calls = ke.calls();
    this.callbacks = new RegistryCallbacks(ke.verifier());
    this.nt = new NtRegistry(tree, callbacks, processes);
    this.hives = new NtHives(tree, callbacks);
    this.zw = new ZwRegistry(ke, nt, processes, objects);
  }

  /** CmRegisterCallback. */
  public RegisterCallbackResult registerCallback(RegistryCallbackFunction function) {
    int failure = calls.enterForStatus("CmRegisterCallback");
    return failure == NtStatus.SUCCESS
        ? callbacks.register(null, function)
        : new RegisterCallbackResult(failure, 0);
  }

  /**
   * CmRegisterCallbackEx: STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if the altitude is taken,
   * STATUS_INVALID_PARAMETER if it is none.
   */
  public RegisterCallbackResult registerCallbackEx(
      RegistryCallbackFunction function, String altitude) {
    int failure = calls.enterForStatus("CmRegisterCallbackEx");
    Altitude parsed = Altitude.parse(altitude);
    if (failure != NtStatus.SUCCESS || parsed == null) {
      int status = failure == NtStatus.SUCCESS ? NtStatus.INVALID_PARAMETER : failure;
      return new RegisterCallbackResult(status, 0);
    }
    return callbacks.register(parsed, function);
  }

  /** CmUnRegisterCallback: waits for calls under way; an unknown cookie is an invalid parameter. */
  public int unRegisterCallback(long cookie) {
    calls.enter("CmUnRegisterCallback");
    return callbacks.unregister(cookie);
  }

  /**
   * CmCallbackGetKeyObjectIDEx.
   *
   * @param cookie of a registration that stands
   * @return the key's path, to be released; null where it can't be had, a wrong cookie included
   */
  public UnicodeString callbackGetKeyObjectId(long cookie, KeyObject object) {
    nameQueries.incrementAndGet();
    if (calls.enter("CmCallbackGetKeyObjectIDEx") || !callbacks.isRegistered(cookie)) {
      return null;
    }
    namesHeld.incrementAndGet();
    return object.path();
  }

  /** CmCallbackReleaseKeyObjectIDEx. */
  public void callbackReleaseKeyObjectId(UnicodeString path) {
    calls.enter("CmCallbackReleaseKeyObjectIDEx");
    if (path == null) {
      throw new NotModelledException("CmCallbackReleaseKeyObjectIDEx(NULL)");
    }
    namesHeld.decrementAndGet();
  }

  /** ZwOpenKey by a driver, closed again at once: STATUS_SUCCESS or why it can't be opened. */
  public int openKey(UnicodeString path) {
    KeyHandle opened = zw.openKey(path, 0);
    if (opened.status() == NtStatus.SUCCESS) {
      zw.close(opened.handle());
    }
    return opened.status();
  }

  /** The callbacks, for who writes to the system's memory. */
  public RegistryCallbacks callbacks() {
    return callbacks;
  }

  /** The system services, called as the current emulated thread. */
  public NtRegistry nt() {
    return nt;
  }

  /** The system services for whole hives. */
  public NtHives hives() {
    return hives;
  }

  /** What drivers call. */
  public ZwRegistry zw() {
    return zw;
  }

  /** Keys and values, read and made behind the callbacks' backs. */
  public RegistryContent content() {
    return content;
  }

  /** Callbacks that stand. */
  public int registered() {
    return callbacks.count();
  }

  /** Callbacks of loaded drivers; the system itself may have some too. */
  public int registeredByDrivers() {
    return callbacks.countOfDrivers();
  }

  /** Key names that callbacks asked for since the machine was made. */
  public long nameQueries() {
    return nameQueries.get();
  }

  /** What drivers hold and should have given back once they are gone, one line each. */
  public List<String> held() {
    List<String> held = new ArrayList<>();
    if (zw.openHandles() != 0) {
      held.add(zw.openHandles() + " kernel handles of registry keys");
    }
    if (namesHeld.get() != 0) {
      held.add(namesHeld.get() + " names of CmCallbackGetKeyObjectIDEx");
    }
    return held;
  }

  /** Asks the callbacks, highest first, until one refuses; returns its status or success. */
  int notify(int notifyClass, KeyInformation information) {
    return callbacks.notify(notifyClass, information);
  }
}
