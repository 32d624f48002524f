package dev.auroraedr.km.client.codec;

/** Which call registered the registry callback (CMR-1). In the order of the wire values. */
public enum RegistryApi {
  /** None stands. */
  NONE,
  /** CmRegisterCallback. */
  CM_REGISTER_CALLBACK,
  /** CmRegisterCallbackEx. */
  CM_REGISTER_CALLBACK_EX;

  private static final RegistryApi[] BY_CODE = values();

  /** The value on the wire. */
  public int code() {
    return ordinal();
  }

  static RegistryApi[] byCode() {
    return BY_CODE;
  }
}
