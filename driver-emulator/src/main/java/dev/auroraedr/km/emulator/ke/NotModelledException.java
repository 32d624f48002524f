package dev.auroraedr.km.emulator.ke;

/**
 * Something of Windows that this emulator does not model was asked for. Loud on purpose: continuing
 * would lie. The message names call, argument and value.
 */
public final class NotModelledException extends RuntimeException {
  /** Names what is not modelled. */
  public NotModelledException(String message) {
    super(message + " is not modelled");
  }
}
