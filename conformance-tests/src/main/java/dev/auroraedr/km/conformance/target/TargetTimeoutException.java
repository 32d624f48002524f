package dev.auroraedr.km.conformance.target;

/** Something that must happen did not happen in time. */
public final class TargetTimeoutException extends RuntimeException {
  /** Says what was waited for and how long. */
  public TargetTimeoutException(String message) {
    super(message);
  }
}
