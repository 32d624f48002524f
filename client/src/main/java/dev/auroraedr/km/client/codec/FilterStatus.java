package dev.auroraedr.km.client.codec;

/** What the driver's own calls of the filter manager reached. In the order of the wire values. */
public enum FilterStatus {
  /** Not registered with the filter manager. */
  NOT_REGISTERED,
  /** Registered, not filtering yet. */
  REGISTERED,
  /** Filtering was started. */
  FILTERING;

  private static final FilterStatus[] BY_CODE = values();

  /** The value on the wire. */
  public int code() {
    return ordinal();
  }

  static FilterStatus[] byCode() {
    return BY_CODE;
  }
}
