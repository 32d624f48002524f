package dev.auroraedr.km.emulator.cm;

/**
 * A value of a key. Treated as immutable: the registry copies data on its way in and out.
 *
 * @param name as it was first given; empty for the default value
 * @param type REG_SZ and so on, or any other number
 * @param data its bytes
 */
public record KeyValue(String name, int type, byte[] data) {
  /** REG_SZ. */
  public static final int REG_SZ = 1;

  /** REG_EXPAND_SZ. */
  public static final int REG_EXPAND_SZ = 2;

  /** REG_BINARY. */
  public static final int REG_BINARY = 3;

  /** REG_DWORD. */
  public static final int REG_DWORD = 4;

  /** REG_LINK: the target of a symbolic link. */
  public static final int REG_LINK = 6;

  /** REG_MULTI_SZ. */
  public static final int REG_MULTI_SZ = 7;
}
