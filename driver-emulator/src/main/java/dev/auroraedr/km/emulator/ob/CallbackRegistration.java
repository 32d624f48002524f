package dev.auroraedr.km.emulator.ob;

/**
 * OB_CALLBACK_REGISTRATION with one OB_OPERATION_REGISTRATION, for PsProcessType.
 *
 * @param version OB_FLT_REGISTRATION_VERSION, 0x0100
 * @param altitude a decimal number
 * @param operations {@link #CREATE} | {@link #DUPLICATE}
 * @param preOperation called before each of them
 */
public record CallbackRegistration(
    int version, String altitude, int operations, ObjectCallbacks.PreOperation preOperation) {
  /** OB_FLT_REGISTRATION_VERSION. */
  public static final int VERSION = 0x0100;

  /** OB_OPERATION_HANDLE_CREATE. */
  public static final int CREATE = 1;

  /** OB_OPERATION_HANDLE_DUPLICATE. */
  public static final int DUPLICATE = 2;

  /** The usual one: both operations. */
  public static CallbackRegistration of(String altitude, ObjectCallbacks.PreOperation callback) {
    return new CallbackRegistration(VERSION, altitude, CREATE | DUPLICATE, callback);
  }

  boolean isValid() {
    boolean known = operations != 0 && (operations & ~(CREATE | DUPLICATE)) == 0;
    return version == VERSION && known && preOperation != null;
  }
}
