package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;

/** The object callback's registration (ALT-5). Thread-safe. */
public class ObjectRegistration {
  private final Kernel kernel;
  private final ObjectCallback callback;
  private final Registered registered = new Registered();
  private volatile ObjectCallbacks.Registration registration;

  /** Registers what calls {@code callback}. */
  public ObjectRegistration(Kernel kernel, ObjectCallback callback) {
    this.kernel = kernel;
    this.callback = callback;
  }

  /** ObRegisterCallbacks at the filter's altitude (ALT-5). */
  public int register(int altitude) {
    ObjectCallbacks.Result result =
        kernel
            .callbacks()
            .object()
            .registerCallbacks(Integer.toString(altitude), callback::preOperation);
    registration = result.registration();
    return registered.note(result.status());
  }

  /** ObUnRegisterCallbacks. */
  public void unregister() {
    kernel.callbacks().object().unRegisterCallbacks(registration);
    registered.unregistered();
  }

  /** One of {@link dev.auroraedr.km.abi.CallbackHealth}. */
  public int health() {
    return registered.health();
  }
}
