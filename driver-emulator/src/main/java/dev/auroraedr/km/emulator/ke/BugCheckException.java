package dev.auroraedr.km.emulator.ke;

/**
 * The emulated system stopped: a driver broke a rule that Windows or Driver Verifier answers with a
 * bug check. The machine is dead from then on.
 */
public final class BugCheckException extends RuntimeException {
  private final int code;

  /**
   * Makes the exception.
   *
   * @param code bug-check code, such as 0x44
   * @param name its name, such as {@code MULTIPLE_IRP_COMPLETE_REQUESTS}
   * @param detail what was found, in one sentence
   */
  public BugCheckException(int code, String name, String detail) {
    super(String.format("bug check 0x%X %s: %s", code, name, detail));
    this.code = code;
  }

  /** The bug-check code. */
  public int code() {
    return code;
  }
}
