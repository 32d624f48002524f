package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.RunningCallbacks;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.rtl.Altitude;
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
  private static final Comparator<Registration> HIGHEST_FIRST =
      Comparator.comparing((Registration each) -> each.altitude).reversed();

  private final KernelCalls calls;
  private final Verifier verifier;
  private final RegistrationGate gate;
  private final RunningCallbacks running = new RunningCallbacks();
  private volatile List<Registration> registrations = List.of();
  private volatile boolean calling = true;

  /** PVOID RegistrationHandle of ObRegisterCallbacks. */
  public static final class Registration {
    private final Altitude altitude;
    private final int operations;
    private final PreOperation preOperation;
    private final boolean byDriver = ExecutionContext.current().runsDriver();
    private final RundownProtection rundown = new RundownProtection();
    private volatile boolean silenced;
    private volatile boolean unlinked;

    private Registration(Altitude altitude, CallbackRegistration asked) {
      this.altitude = altitude;
      this.operations = asked.operations();
      this.preOperation = asked.preOperation();
    }

    /** What is called. */
    public PreOperation preOperation() {
      return preOperation;
    }

    /** An attacker patches the callback so that it does nothing. */
    public void silence() {
      silenced = true;
    }

    private boolean wants(PreOperationInformation information) {
      return !silenced && (operations & information.operation()) != 0;
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

  /** No callbacks; {@code gate} is asked before one is taken. */
  public ObjectCallbacks(KernelCalls calls, Verifier verifier, RegistrationGate gate) {
    this.calls = calls;
    this.verifier = verifier;
    this.gate = gate;
  }

  /** ObRegisterCallbacks for PsProcessType, create and duplicate. */
  public Result registerCallbacks(String altitude, PreOperation preOperation) {
    return registerCallbacks(CallbackRegistration.of(altitude, preOperation));
  }

  /**
   * ObRegisterCallbacks: STATUS_SUCCESS, STATUS_INVALID_PARAMETER for a version, operations or an
   * altitude that are none, STATUS_ACCESS_DENIED if the image may not register,
   * STATUS_FLT_INSTANCE_ALTITUDE_COLLISION or STATUS_INSUFFICIENT_RESOURCES.
   */
  public Result registerCallbacks(CallbackRegistration asked) {
    int failure = calls.enterForStatus("ObRegisterCallbacks");
    Altitude altitude = Altitude.parse(asked.altitude());
    if (altitude == null || !asked.isValid()) {
      return new Result(NtStatus.INVALID_PARAMETER, null);
    }
    int admitted = gate.admit(asked.preOperation());
    if (admitted != NtStatus.SUCCESS) {
      return new Result(admitted, null);
    }
    return failure == NtStatus.SUCCESS
        ? add(new Registration(altitude, asked))
        : new Result(failure, null);
  }

  private synchronized Result add(Registration added) {
    List<Registration> next = new ArrayList<>(registrations);
    if (next.stream().anyMatch(other -> other.altitude.equals(added.altitude))) {
      return new Result(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, null);
    }
    next.add(added);
    next.sort(HIGHEST_FIRST);
    registrations = List.copyOf(next);
    return new Result(NtStatus.SUCCESS, added);
  }

  /** ObUnRegisterCallbacks: waits for calls under way. */
  public void unRegisterCallbacks(Registration registration) {
    calls.enter("ObUnRegisterCallbacks");
    if (running.isUnderWay(registration)) {
      throw verifier.violation(
          "ObUnRegisterCallbacks from the callback that it removes: it waits for itself");
    }
    remove(registration);
    registration.rundown.waitForRelease();
  }

  private synchronized void remove(Registration registration) {
    List<Registration> next = new ArrayList<>(registrations);
    next.remove(registration);
    registrations = List.copyOf(next);
  }

  /** The registrations that stand, highest altitude first. */
  public List<Registration> registrations() {
    return registrations;
  }

  /** An attacker takes a registration out of the list; its handle stays good. */
  public synchronized void unlink(Registration registration) {
    List<Registration> next = new ArrayList<>(registrations);
    next.remove(registration);
    registration.unlinked = true;
    registrations = List.copyOf(next);
  }

  /** An attacker puts it back, whoever has its altitude by now. */
  public synchronized void relink(Registration registration) {
    List<Registration> next = new ArrayList<>(registrations);
    next.add(registration);
    next.sort(HIGHEST_FIRST);
    registration.unlinked = false;
    registrations = List.copyOf(next);
  }

  /** From now on the system calls no callback, those included that are registered later. */
  public void neverCall() {
    calling = false;
  }

  /** Registrations that stand. */
  public int registered() {
    return registrations.size();
  }

  /** Registrations of loaded drivers; the system itself may have some too. */
  public int registeredByDrivers() {
    return (int) registrations.stream().filter(each -> each.byDriver).count();
  }

  /** Lets every callback see a handle about to be made; the access left stands in the argument. */
  public void preOperation(PreOperationInformation information) {
    List<Registration> current = registrations;
    for (int i = 0; calling && i < current.size(); i++) {
      Registration registration = current.get(i);
      if (registration.wants(information) && registration.rundown.acquire()) {
        call(registration, information);
      }
    }
  }

  private void call(Registration registration, PreOperationInformation information) {
    ExecutionContext context = ExecutionContext.current();
    running.begin(registration);
    context.enterDriver();
    try {
      registration.preOperation.call(information);
    } finally {
      running.end();
      registration.rundown.release();
      context.leaveDriver();
    }
  }
}
