package dev.auroraedr.km.client.codec;

/** How completely the driver could start. In the order of the wire values. */
public enum ProtectionMode {
  /** Every callback was registered. */
  FULL,
  /** The process, object or registry callback is missing (PAR-2). */
  PARTIAL_PROTECTION;

  private static final ProtectionMode[] BY_CODE = values();

  /** The value on the wire. */
  public int code() {
    return ordinal();
  }

  static ProtectionMode[] byCode() {
    return BY_CODE;
  }
}
