package dev.auroraedr.km.conformance.target;

/**
 * A process that calls the driver.
 *
 * @param account whose token it runs with
 * @param wow64 true for a 32-bit process; needs WOW64
 */
public record CallerSpec(Account account, boolean wow64) {
  /** A 64-bit process of that account. */
  public static CallerSpec of(Account account) {
    return new CallerSpec(account, false);
  }

  /** Whose token a process has. */
  public enum Account {
    /** LocalSystem. */
    SYSTEM,
    /** An elevated member of BUILTIN\Administrators. */
    ADMINISTRATOR,
    /** A member of BUILTIN\Administrators whose token has that group for deny only. */
    FILTERED_ADMINISTRATOR,
    /** An ordinary user. */
    USER,
    /** LocalService. */
    LOCAL_SERVICE
  }
}
