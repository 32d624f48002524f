package dev.auroraedr.km.emulator.driver;

/**
 * A registry value as the driver read it. Treated as immutable.
 *
 * @param type REG_MULTI_SZ and so on
 * @param data all of its bytes
 */
public record PolicyValue(int type, byte[] data) {
  /** REG_DWORD. */
  public static final int REG_DWORD = 4;

  /** REG_MULTI_SZ. */
  public static final int REG_MULTI_SZ = 7;
}
