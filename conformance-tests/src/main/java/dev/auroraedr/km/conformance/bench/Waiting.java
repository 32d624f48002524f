package dev.auroraedr.km.conformance.bench;

/** How a receiver waits for its next packet. */
enum Waiting {
  /** Asks again and again without giving up its processor. */
  SPINNING,
  /** Sleeps until it is woken. */
  PARKING;

  /** The parameter's value in tables and files. */
  String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
