package dev.auroraedr.km.conformance.engine;

/** A run that can't be made as asked; the message says what to do. */
public final class RunRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was asked, what was found and what to do. */
  public RunRefusedException(String message) {
    super(message);
  }
}
