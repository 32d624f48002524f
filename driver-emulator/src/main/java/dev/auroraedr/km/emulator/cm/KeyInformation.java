package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * What a pre-notification tells: REG_SET_VALUE_KEY_INFORMATION, REG_DELETE_VALUE_KEY_INFORMATION,
 * REG_DELETE_KEY_INFORMATION, REG_RENAME_KEY_INFORMATION, REG_CREATE_KEY_INFORMATION_V1 and so on.
 *
 * @param object the key; for create, open and load the root: a key that {@code name} is relative
 *     to, or the registry's own root where the name is absolute
 * @param name value name, new name, complete name or name of the key to load; null where the
 *     structure has none
 * @param type Type of a value that is set
 * @param dataSize DataSize of a value that is set, bytes
 * @param remainingName RemainingName of a create or open, else null
 * @param wow64Flags Wow64Flags of a create or open: KEY_WOW64_32KEY, KEY_WOW64_64KEY or 0
 * @param attributes Attributes of a create or open, of which {@link #OBJ_OPENLINK} is modelled
 */
public record KeyInformation(
    KeyObject object,
    UnicodeString name,
    int type,
    int dataSize,
    UnicodeString remainingName,
    int wow64Flags,
    int attributes) {

  /** OBJ_OPENLINK: a symbolic link is opened itself. */
  public static final int OBJ_OPENLINK = 0x0100;

  /** KEY_WOW64_64KEY. */
  public static final int KEY_WOW64_64KEY = 0x0100;

  /** KEY_WOW64_32KEY. */
  public static final int KEY_WOW64_32KEY = 0x0200;

  /** An operation on a key, with a name or, where its structure has none, null. */
  public static KeyInformation of(KeyObject object, UnicodeString name) {
    return new KeyInformation(object, name, 0, 0, null, 0, 0);
  }

  /** A value is about to be set. */
  public static KeyInformation ofValue(
      KeyObject object, UnicodeString name, int type, int dataSize) {
    return new KeyInformation(object, name, type, dataSize, null, 0, 0);
  }

  /** A key is about to be created or opened. */
  public static KeyInformation ofCreate(
      KeyObject root, UnicodeString completeName, int wow64Flags) {
    return ofCreate(root, completeName, wow64Flags, 0);
  }

  /** The same with OBJ_ attributes. */
  public static KeyInformation ofCreate(
      KeyObject root, UnicodeString completeName, int wow64Flags, int attributes) {
    return new KeyInformation(root, completeName, 0, 0, completeName, wow64Flags, attributes);
  }
}
