package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealth;

/**
 * What one health query found.
 *
 * @param status STATUS_SUCCESS, or why the query fails
 * @param failed callbacks that could not be registered at load
 * @param standing callbacks that stand, after repair
 * @param latched callbacks whose loss is told by this report
 */
public record HealthReport(int status, int failed, int standing, int latched) {
  static HealthReport failing(int status) {
    return new HealthReport(status, 0, 0, 0);
  }

  /** One of {@link CallbackHealth}. */
  public int health(WatchedCallback callback) {
    if (callback.isIn(failed)) {
      return CallbackHealth.REGISTRATION_FAILED;
    }
    return stands(callback) ? CallbackHealth.REGISTERED : CallbackHealth.NOT_REGISTERED;
  }

  /** HLT-3, HLT-5: whether it stands and no loss of it is still to be told. */
  public boolean stands(WatchedCallback callback) {
    return callback.isIn(standing) && !callback.isIn(latched);
  }
}
