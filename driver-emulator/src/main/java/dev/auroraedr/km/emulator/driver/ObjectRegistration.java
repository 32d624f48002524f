package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The object callback's registrations (ALT-5, HLT-9): the one of load and those of repairs, of
 * which the newest alone acts. Thread-safe.
 */
public class ObjectRegistration implements CallbackCheck {
  private static final int QUERY_LIMITED_INFORMATION = 0x1000;

  private final Kernel kernel;
  private final ObjectCallback callback;
  private final AltitudeSearch search;
  private final Canary canary;
  private final Registered registered = new Registered();
  private final List<ObjectCallbacks.Registration> all = new CopyOnWriteArrayList<>();
  private volatile Entry newest;
  private volatile int altitude;

  /** RegistrationContext of one registration. */
  private final class Entry {
    private void preOperation(PreOperationInformation information) {
      if (acts(this == newest)) {
        act(information);
      }
    }
  }

  /**
   * Registers what calls {@code callback} where the search finds room; {@code canary} shows that it
   * is called.
   */
  public ObjectRegistration(
      Kernel kernel, ObjectCallback callback, AltitudeSearch search, Canary canary) {
    this.kernel = kernel;
    this.callback = callback;
    this.search = search;
    this.canary = canary;
  }

  /** ALT-5: at the first free altitude, searched from the filter's. */
  public int register(int filterAltitude) {
    return registered.note(search.from(filterAltitude, this::registerAt).status());
  }

  /** ObRegisterCallbacks. */
  protected int registerAt(int candidate) {
    Entry entry = new Entry();
    ObjectCallbacks.Result result =
        kernel.callbacks().object().registerCallbacks(text(candidate), entry::preOperation);
    if (result.status() == NtStatus.SUCCESS) {
      all.add(result.registration());
      altitude = candidate;
      newest = entry;
    }
    return result.status();
  }

  /** ALT-4: as a decimal number without a fraction. */
  protected String text(int candidate) {
    return Integer.toString(candidate);
  }

  /** HLT-9: an older registration that turns out alive passes everything through. */
  protected boolean acts(boolean isNewest) {
    return isNewest;
  }

  private void act(PreOperationInformation information) {
    if (isCanary(information)) {
      canary.see();
    } else {
      callback.preOperation(information);
    }
  }

  /** HLT-8: by thread, and by what is opened. */
  private boolean isCanary(PreOperationInformation information) {
    return canary.isUnderWay()
        && canary.mayBeSentBy(kernel.ps().currentThread())
        && information.isKernelHandle()
        && information.target() == kernel.ps().currentProcess();
  }

  @Override
  public WatchedCallback callback() {
    return WatchedCallback.OBJECT;
  }

  @Override
  public boolean failedAtLoad() {
    return registered.health() == CallbackHealth.REGISTRATION_FAILED;
  }

  /** HLT-8: opens the current process with OBJ_KERNEL_HANDLE. */
  @Override
  public int verify() {
    return canary.send(kernel.ke(), kernel.ps().currentThread(), this::openCurrentProcess);
  }

  private int openCurrentProcess() {
    OpenedHandle opened =
        kernel
            .ob()
            .openObjectByPointer(
                kernel.ps().currentProcess(),
                ProcessHandles.OBJ_KERNEL_HANDLE,
                QUERY_LIMITED_INFORMATION,
                true);
    if (opened.status() == NtStatus.SUCCESS) {
      kernel.ob().zwClose(opened.handle());
    }
    return opened.status();
  }

  /** HLT-9: registers anew, searched from the altitude in use, and unregisters nothing. */
  @Override
  public boolean repair() {
    return search.from(altitude, this::registerAt).status() == NtStatus.SUCCESS;
  }

  /** All that were ever registered. */
  protected List<ObjectCallbacks.Registration> toUnregister() {
    return List.copyOf(all);
  }

  /** ObUnRegisterCallbacks, of all that were ever registered. */
  public void unregister() {
    toUnregister().forEach(each -> kernel.callbacks().object().unRegisterCallbacks(each));
    registered.unregistered();
  }

  /** One of {@link CallbackHealth}, as load left it. */
  public int health() {
    return registered.health();
  }
}
