package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.RegisterCallbackResult;
import dev.auroraedr.km.emulator.cm.RegistryCallbackFunction;

/** The registry callback's registration (CMR-1, ALT-5). Thread-safe. */
public class RegistryRegistration {
  private static final int BUILD_WITH_ALTITUDE = 26100;

  private final Kernel kernel;
  private final RegistryCallbackFunction function;
  private final AltitudeSearch search;
  private final Registered registered = new Registered();
  private volatile int api = RegistryApi.NONE;
  private volatile long cookie;

  /** Registers what calls {@code callback}; with an altitude where the search finds room. */
  public RegistryRegistration(Kernel kernel, RegistryCallback callback, AltitudeSearch search) {
    this.kernel = kernel;
    this.function = callback::notify;
    this.search = search;
  }

  /** CMR-1: the call that this system is for; if it fails the other one is not tried. */
  public int register(int filterAltitude) {
    boolean ex = hasAltitudes();
    api = ex ? RegistryApi.CM_REGISTER_CALLBACK_EX : RegistryApi.CM_REGISTER_CALLBACK;
    return registered.note(
        ex
            ? search.from(filterAltitude, this::registerAt).status()
            : note(kernel.callbacks().registry().registerCallback(function)));
  }

  /** CMR-1, CMR-2: CmRegisterCallbackEx from build 26100 on, where it is found by name. */
  protected boolean hasAltitudes() {
    return kernel.version().build() >= BUILD_WITH_ALTITUDE
        && kernel.version().hasRoutine("CmRegisterCallbackEx");
  }

  /** CmRegisterCallbackEx. */
  protected int registerAt(int altitude) {
    return note(
        kernel.callbacks().registry().registerCallbackEx(function, Integer.toString(altitude)));
  }

  private int note(RegisterCallbackResult result) {
    cookie = result.cookie();
    return result.status();
  }

  /** CmUnRegisterCallback. */
  public void unregister() {
    kernel.callbacks().registry().unRegisterCallback(cookie);
    registered.unregistered();
  }

  /** One of {@link dev.auroraedr.km.abi.CallbackHealth}. */
  public int health() {
    return registered.health();
  }

  /** FST-3: which call load chose. */
  public int api() {
    return api;
  }
}
