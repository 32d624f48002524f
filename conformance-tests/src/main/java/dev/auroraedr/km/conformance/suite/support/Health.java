package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.CallbackHealth;

/**
 * One CallbackHealthReport.
 *
 * @param count process_notify_count
 * @param process process_notify_health
 * @param registry registry_callback_health
 * @param object object_callback_health
 * @param active minifilter_active
 */
public record Health(long count, long process, long registry, long object, long active) {
  static Health of(RawStruct report) {
    return new Health(
        report.get("process_notify_count"),
        report.get("process_notify_health"),
        report.get("registry_callback_health"),
        report.get("object_callback_health"),
        report.get("minifilter_active"));
  }

  /** Everything registered and the minifilter active. */
  public static Health allWell(long count) {
    return new Health(
        count, CallbackHealth.REGISTERED, CallbackHealth.REGISTERED, CallbackHealth.REGISTERED, 1);
  }

  /** What this report says of one callback: a CallbackHealth, or minifilter_active. */
  public long of(Watched callback) {
    return switch (callback) {
      case PROCESS -> process;
      case REGISTRY -> registry;
      case OBJECT -> object;
      case MINIFILTER -> active;
    };
  }

  /** The same, but this callback says something else. */
  public Health with(Watched callback, long told) {
    return switch (callback) {
      case PROCESS -> new Health(count, told, registry, object, active);
      case REGISTRY -> new Health(count, process, told, object, active);
      case OBJECT -> new Health(count, process, registry, told, active);
      case MINIFILTER -> new Health(count, process, registry, object, told);
    };
  }

  /** The same with one callback told as missing: NotRegistered, or inactive. */
  public Health without(Watched callback) {
    return with(callback, 0);
  }

  /** The same with several callbacks told as missing. */
  public Health without(Iterable<Watched> callbacks) {
    Health health = this;
    for (Watched callback : callbacks) {
      health = health.without(callback);
    }
    return health;
  }

  @Override
  public String toString() {
    return String.format(
        "process %s (count %d), registry %s, object %s, minifilter %s",
        word(process), count, word(registry), word(object), active == 1 ? "active" : "inactive");
  }

  private static String word(long health) {
    return switch ((int) health) {
      case CallbackHealth.NOT_REGISTERED -> "NotRegistered";
      case CallbackHealth.REGISTERED -> "Registered";
      case CallbackHealth.REGISTRATION_FAILED -> "RegistrationFailed";
      default -> "0x" + Long.toHexString(health);
    };
  }
}
