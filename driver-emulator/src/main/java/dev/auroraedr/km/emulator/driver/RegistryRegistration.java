package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.cm.RegisterCallbackResult;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The registry callback's registrations (CMR-1, ALT-5, HLT-9): the one of load and those of
 * repairs, of which the newest alone acts. Thread-safe.
 */
public class RegistryRegistration implements CallbackCheck {
  private static final int BUILD_WITH_ALTITUDE = 26100;

  /** HLT-8: a key that nobody has or asks for. */
  private static final UnicodeString CANARY_KEY =
      UnicodeString.of(
          "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr-windows-km"
              + "\\{9a3c1f52-6c0e-4d3b-8a77-5b0f6f6c2e41}");

  private final Kernel kernel;
  private final RegistryCallback callback;
  private final AltitudeSearch search;
  private final Canary canary;
  private final Registered registered = new Registered();
  private final List<Long> cookies = new CopyOnWriteArrayList<>();
  private volatile Entry newest;
  private volatile int altitude;
  private volatile int api = RegistryApi.NONE;

  /** Context of one registration. */
  private final class Entry {
    private int notify(int notifyClass, KeyInformation information) {
      return acts(this == newest) ? act(notifyClass, information) : NtStatus.SUCCESS;
    }
  }

  /**
   * Registers what calls {@code callback}, with an altitude where the search finds room; {@code
   * canary} shows that it is called.
   */
  public RegistryRegistration(
      Kernel kernel, RegistryCallback callback, AltitudeSearch search, Canary canary) {
    this.kernel = kernel;
    this.callback = callback;
    this.search = search;
    this.canary = canary;
  }

  /** CMR-1: the call that this system is for; if it fails the other one is not tried. */
  public int register(int filterAltitude) {
    api = hasAltitudes() ? RegistryApi.CM_REGISTER_CALLBACK_EX : RegistryApi.CM_REGISTER_CALLBACK;
    return registered.note(registerFrom(filterAltitude));
  }

  private int registerFrom(int first) {
    return api == RegistryApi.CM_REGISTER_CALLBACK_EX
        ? search.from(first, this::registerAt).status()
        : registerOnTop();
  }

  /** CMR-1, CMR-2: CmRegisterCallbackEx from build 26100 on, where it is found by name. */
  protected boolean hasAltitudes() {
    return kernel.version().build() >= BUILD_WITH_ALTITUDE
        && kernel.version().hasRoutine("CmRegisterCallbackEx");
  }

  /** CmRegisterCallbackEx. */
  protected int registerAt(int candidate) {
    Entry entry = new Entry();
    int status =
        note(
            entry,
            kernel
                .callbacks()
                .registry()
                .registerCallbackEx(entry::notify, Integer.toString(candidate)));
    if (status == NtStatus.SUCCESS) {
      altitude = candidate;
    }
    return status;
  }

  /** CmRegisterCallback. */
  private int registerOnTop() {
    Entry entry = new Entry();
    return note(entry, kernel.callbacks().registry().registerCallback(entry::notify));
  }

  private int note(Entry entry, RegisterCallbackResult result) {
    if (result.status() == NtStatus.SUCCESS) {
      cookies.add(result.cookie());
      callback.useCookie(result.cookie());
      newest = entry;
    }
    return result.status();
  }

  /** HLT-9: an older registration that turns out alive passes everything through. */
  protected boolean acts(boolean isNewest) {
    return isNewest;
  }

  private int act(int notifyClass, KeyInformation information) {
    if (isCanary(notifyClass, information)) {
      canary.see();
      return answerToCanary();
    }
    return callback.notify(notifyClass, information);
  }

  /** HLT-8: an error, so that nothing below sees it. */
  protected int answerToCanary() {
    return NtStatus.NOT_FOUND;
  }

  /** HLT-8: by class, thread and name. */
  private boolean isCanary(int notifyClass, KeyInformation information) {
    return notifyClass == NotifyClass.PRE_OPEN_KEY_EX
        && canary.mayBeSentBy(kernel.ps().currentThread())
        && CANARY_KEY.equals(information.name());
  }

  @Override
  public WatchedCallback callback() {
    return WatchedCallback.REGISTRY;
  }

  @Override
  public boolean failedAtLoad() {
    return registered.health() == CallbackHealth.REGISTRATION_FAILED;
  }

  /** HLT-8: opens a private name below the service key. */
  @Override
  public int verify() {
    return canary.send(
        kernel.ke(),
        kernel.ps().currentThread(),
        () -> kernel.callbacks().registry().openKey(CANARY_KEY));
  }

  /** HLT-9: registers anew, searched from the altitude in use, and unregisters nothing. */
  @Override
  public boolean repair() {
    return registerFrom(altitude) == NtStatus.SUCCESS;
  }

  /** CmUnRegisterCallback, of all that were ever registered. */
  public void unregister() {
    cookies.forEach(cookie -> kernel.callbacks().registry().unRegisterCallback(cookie));
    registered.unregistered();
  }

  /** One of {@link CallbackHealth}, as load left it. */
  public int health() {
    return registered.health();
  }

  /** FST-3: which call load chose. */
  public int api() {
    return api;
  }
}
