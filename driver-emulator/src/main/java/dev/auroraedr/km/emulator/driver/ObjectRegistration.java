package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;

/** The object callback's registration (ALT-5). Thread-safe. */
public class ObjectRegistration {
  private final Kernel kernel;
  private final ObjectCallback callback;
  private final AltitudeSearch search;
  private final Registered registered = new Registered();
  private volatile ObjectCallbacks.Registration registration;

  /** Registers what calls {@code callback} where the search finds room. */
  public ObjectRegistration(Kernel kernel, ObjectCallback callback, AltitudeSearch search) {
    this.kernel = kernel;
    this.callback = callback;
    this.search = search;
  }

  /** ALT-5: at the first free altitude, searched from the filter's. */
  public int register(int filterAltitude) {
    return registered.note(search.from(filterAltitude, this::registerAt).status());
  }

  /** ObRegisterCallbacks. */
  protected int registerAt(int altitude) {
    ObjectCallbacks.Result result =
        kernel
            .callbacks()
            .object()
            .registerCallbacks(Integer.toString(altitude), callback::preOperation);
    registration = result.registration();
    return result.status();
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
