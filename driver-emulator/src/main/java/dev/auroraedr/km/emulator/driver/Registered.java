package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;

/** What became of one registration. Thread-safe. */
final class Registered {
  private volatile int health = CallbackHealth.NOT_REGISTERED;

  /** Notes the outcome of registering and returns it. */
  int note(int status) {
    health =
        status == NtStatus.SUCCESS ? CallbackHealth.REGISTERED : CallbackHealth.REGISTRATION_FAILED;
    return status;
  }

  void unregistered() {
    health = CallbackHealth.NOT_REGISTERED;
  }

  int health() {
    return health;
  }
}
