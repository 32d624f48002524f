package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Object callbacks for process handles: pre-operations on create and duplicate, highest altitude
 * first. Thread-safe.
 *
 * <p>Source: ObRegisterCallbacks and OB_PRE_OPERATION_INFORMATION in the Windows driver
 * documentation.
 */
public final class ObjectCallbacks {
  private final KernelCalls calls;
  private volatile List<Registration> registrations = List.of();

  /** PVOID RegistrationHandle of ObRegisterCallbacks. */
  public static final class Registration {
    private final BigDecimal altitude;
    private final PreOperation preOperation;
    private final RundownProtection rundown = new RundownProtection();

    private Registration(BigDecimal altitude, PreOperation preOperation) {
      this.altitude = altitude;
      this.preOperation = preOperation;
    }
  }

  /** POB_PRE_OPERATION_CALLBACK. */
  @FunctionalInterface
  public interface PreOperation {
    /** Called at PASSIVE_LEVEL in the opener's thread; may take access bits away. */
    void call(PreOperationInformation information);
  }

  /**
   * Outcome of ObRegisterCallbacks.
   *
   * @param status STATUS_SUCCESS or why it failed
   * @param registration the handle; null if it failed
   */
  public record Result(int status, Registration registration) {}

  /** No callbacks. */
  public ObjectCallbacks(KernelCalls calls) {
    this.calls = calls;
  }

  /**
   * ObRegisterCallbacks for PsProcessType, create and duplicate: STATUS_SUCCESS,
   * STATUS_FLT_INSTANCE_ALTITUDE_COLLISION or STATUS_INSUFFICIENT_RESOURCES.
   */
  public Result registerCallbacks(String altitude, PreOperation preOperation) {
    int failure = calls.enterForStatus("ObRegisterCallbacks");
    return failure == NtStatus.SUCCESS
        ? add(new Registration(new BigDecimal(altitude), preOperation))
        : new Result(failure, null);
  }

  private synchronized Result add(Registration added) {
    List<Registration> next = new ArrayList<>(registrations);
    if (next.stream().anyMatch(other -> other.altitude.compareTo(added.altitude) == 0)) {
      return new Result(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, null);
    }
    next.add(added);
    next.sort(Comparator.comparing((Registration each) -> each.altitude).reversed());
    registrations = List.copyOf(next);
    return new Result(NtStatus.SUCCESS, added);
  }

  /** ObUnRegisterCallbacks: waits for calls under way. */
  public void unRegisterCallbacks(Registration registration) {
    calls.enter("ObUnRegisterCallbacks");
    remove(registration);
    registration.rundown.waitForRelease();
  }

  private synchronized void remove(Registration registration) {
    List<Registration> next = new ArrayList<>(registrations);
    next.remove(registration);
    registrations = List.copyOf(next);
  }

  /** Registrations that stand. */
  public int registered() {
    return registrations.size();
  }

  /** Lets every callback see a handle about to be made; the access left stands in the argument. */
  public void preOperation(PreOperationInformation information) {
    List<Registration> current = registrations;
    for (int i = 0; i < current.size(); i++) {
      Registration registration = current.get(i);
      if (registration.rundown.acquire()) {
        call(registration, information);
      }
    }
  }

  private static void call(Registration registration, PreOperationInformation information) {
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      registration.preOperation.call(information);
    } finally {
      registration.rundown.release();
      context.leaveDriver();
    }
  }
}
