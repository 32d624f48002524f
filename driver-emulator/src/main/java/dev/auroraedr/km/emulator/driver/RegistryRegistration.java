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
  private final Registered registered = new Registered();
  private volatile int api = RegistryApi.NONE;
  private volatile long cookie;

  /** Registers what calls {@code callback}. */
  public RegistryRegistration(Kernel kernel, RegistryCallback callback) {
    this.kernel = kernel;
    this.function = callback::notify;
  }

  /** CMR-1: CmRegisterCallbackEx on build 26100 or later, else CmRegisterCallback. */
  public int register(int altitude) {
    boolean ex =
        kernel.version().build() >= BUILD_WITH_ALTITUDE
            && kernel.version().hasRoutine("CmRegisterCallbackEx");
    RegisterCallbackResult result =
        ex
            ? kernel.callbacks().registry().registerCallbackEx(function, Integer.toString(altitude))
            : kernel.callbacks().registry().registerCallback(function);
    api = ex ? RegistryApi.CM_REGISTER_CALLBACK_EX : RegistryApi.CM_REGISTER_CALLBACK;
    cookie = result.cookie();
    return registered.note(result.status());
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
