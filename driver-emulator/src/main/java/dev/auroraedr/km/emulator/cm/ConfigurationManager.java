package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Registry callbacks. Those without an altitude stand above all others, in order of registration.
 * Thread-safe.
 *
 * <p>Source: CmRegisterCallbackEx, CmCallbackGetKeyObjectIDEx and "Handling Notifications" in the
 * Windows driver documentation.
 */
public final class ConfigurationManager {
  private final KernelCalls calls;
  private final RegistryKeys keys = new RegistryKeys();
  private final AtomicLong nameQueries = new AtomicLong();
  private volatile List<Registration> registrations = List.of();
  private long lastCookie;

  private record Registration(
      long cookie,
      BigDecimal altitude,
      RegistryCallbackFunction function,
      RundownProtection rundown) {
    boolean isBelow(Registration other) {
      return altitude != null && (other.altitude == null || altitude.compareTo(other.altitude) < 0);
    }

    boolean collidesWith(Registration other) {
      return altitude != null && other.altitude != null && altitude.compareTo(other.altitude) == 0;
    }
  }

  /** A registry without callbacks. */
  public ConfigurationManager(KernelCalls calls) {
    this.calls = calls;
  }

  /** CmRegisterCallback. */
  public RegisterCallbackResult registerCallback(RegistryCallbackFunction function) {
    return register(calls.enterForStatus("CmRegisterCallback"), null, function);
  }

  /** CmRegisterCallbackEx: STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if the altitude is taken. */
  public RegisterCallbackResult registerCallbackEx(
      RegistryCallbackFunction function, String altitude) {
    return register(
        calls.enterForStatus("CmRegisterCallbackEx"), new BigDecimal(altitude), function);
  }

  private synchronized RegisterCallbackResult register(
      int failure, BigDecimal altitude, RegistryCallbackFunction function) {
    if (failure != NtStatus.SUCCESS) {
      return new RegisterCallbackResult(failure, 0);
    }
    Registration added =
        new Registration(lastCookie + 1, altitude, function, new RundownProtection());
    List<Registration> next = new ArrayList<>(registrations);
    if (next.stream().anyMatch(added::collidesWith)) {
      return new RegisterCallbackResult(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, 0);
    }
    int place = 0;
    while (place < next.size() && !next.get(place).isBelow(added)) {
      place++;
    }
    next.add(place, added);
    registrations = List.copyOf(next);
    return new RegisterCallbackResult(NtStatus.SUCCESS, ++lastCookie);
  }

  /** CmUnRegisterCallback: waits for calls under way; an unknown cookie is an invalid parameter. */
  public int unRegisterCallback(long cookie) {
    calls.enter("CmUnRegisterCallback");
    Registration removed = remove(cookie);
    if (removed == null) {
      return NtStatus.INVALID_PARAMETER;
    }
    removed.rundown().waitForRelease();
    return NtStatus.SUCCESS;
  }

  private synchronized Registration remove(long cookie) {
    List<Registration> next = new ArrayList<>(registrations);
    for (Registration registration : next) {
      if (registration.cookie() == cookie) {
        next.remove(registration);
        registrations = List.copyOf(next);
        return registration;
      }
    }
    return null;
  }

  /**
   * CmCallbackGetKeyObjectIDEx.
   *
   * @return the key's path, to be released; null where it can't be had
   */
  public UnicodeString callbackGetKeyObjectId(KeyObject object) {
    nameQueries.incrementAndGet();
    return calls.enter("CmCallbackGetKeyObjectIDEx") ? null : object.path();
  }

  /** CmCallbackReleaseKeyObjectIDEx. */
  public void callbackReleaseKeyObjectId(UnicodeString path) {
    calls.enter("CmCallbackReleaseKeyObjectIDEx");
    if (path == null) {
      throw new NotModelledException("CmCallbackReleaseKeyObjectIDEx(NULL)");
    }
  }

  /** ZwOpenKey by a driver, closed again at once: STATUS_SUCCESS or why it can't be opened. */
  public int openKey(UnicodeString path) {
    int failure = calls.enterForStatus("ZwOpenKey");
    if (failure != NtStatus.SUCCESS) {
      return failure;
    }
    int status = notify(NotifyClass.PRE_OPEN_KEY_EX, new KeyInformation(null, path, 0, 0));
    if (status < 0) {
      return status;
    }
    return keys.exists(path) ? NtStatus.SUCCESS : NtStatus.OBJECT_NAME_NOT_FOUND;
  }

  /** The keys that exist. */
  public RegistryKeys keys() {
    return keys;
  }

  /** Callbacks that stand. */
  public int registered() {
    return registrations.size();
  }

  /** Key names that callbacks asked for since the machine was made. */
  public long nameQueries() {
    return nameQueries.get();
  }

  /** Asks the callbacks, highest first, until one refuses; returns its status or success. */
  public int notify(int notifyClass, KeyInformation information) {
    List<Registration> current = registrations;
    for (int i = 0; i < current.size(); i++) {
      Registration registration = current.get(i);
      if (registration.rundown().acquire()) {
        int status = call(registration, notifyClass, information);
        if (status == NtStatus.CALLBACK_BYPASS) {
          throw new NotModelledException("STATUS_CALLBACK_BYPASS from a registry callback");
        }
        if (status < 0) {
          return status;
        }
      }
    }
    return NtStatus.SUCCESS;
  }

  private static int call(Registration registration, int notifyClass, KeyInformation information) {
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      return registration.function().call(notifyClass, information);
    } finally {
      registration.rundown().release();
      context.leaveDriver();
    }
  }
}
