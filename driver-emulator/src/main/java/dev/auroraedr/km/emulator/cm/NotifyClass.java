package dev.auroraedr.km.emulator.cm;

/** REG_NOTIFY_CLASS values of the notifications that are modelled. */
public final class NotifyClass {
  /** RegNtPreDeleteKey. */
  public static final int PRE_DELETE_KEY = 0;

  /** RegNtPreSetValueKey. */
  public static final int PRE_SET_VALUE_KEY = 1;

  /** RegNtPreDeleteValueKey. */
  public static final int PRE_DELETE_VALUE_KEY = 2;

  /** RegNtPreRenameKey. */
  public static final int PRE_RENAME_KEY = 4;

  /** RegNtPreCreateKeyEx. */
  public static final int PRE_CREATE_KEY_EX = 26;

  /** RegNtPreOpenKeyEx. */
  public static final int PRE_OPEN_KEY_EX = 28;

  private NotifyClass() {}
}
