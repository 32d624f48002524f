package dev.auroraedr.km.emulator.ke;

/**
 * What the system asks before it takes a process-notify routine or an object callback: whether the
 * image that holds the code may register it (MmVerifyCallbackFunctionFlags). Thread-safe.
 */
@FunctionalInterface
public interface RegistrationGate {
  /** Lets everybody register. */
  RegistrationGate OPEN = routine -> 0;

  /**
   * Judges a registration.
   *
   * @param routine what is to be called
   * @return STATUS_SUCCESS, or what the registration fails with, such as STATUS_ACCESS_DENIED
   */
  int admit(Object routine);
}
