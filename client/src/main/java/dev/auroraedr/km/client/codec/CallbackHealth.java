package dev.auroraedr.km.client.codec;

/** What a health query found of one callback. Constants stand in the order of their wire values. */
public enum CallbackHealth {
  /** Not there now, though it once stood: somebody removed it (HLT-3). */
  NOT_REGISTERED,
  /** There and answering. */
  REGISTERED,
  /** Could not be registered at load, such as for want of a signature (HLT-4). */
  REGISTRATION_FAILED;

  private static final CallbackHealth[] BY_CODE = values();

  /** The value on the wire. */
  public int code() {
    return ordinal();
  }

  static CallbackHealth[] byCode() {
    return BY_CODE;
  }
}
