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

  /** RegNtPreQueryValueKey. */
  public static final int PRE_QUERY_VALUE_KEY = 8;

  /** RegNtPreCreateKeyEx. */
  public static final int PRE_CREATE_KEY_EX = 26;

  /** RegNtPreOpenKeyEx. */
  public static final int PRE_OPEN_KEY_EX = 28;

  /** RegNtPreFlushKey. */
  public static final int PRE_FLUSH_KEY = 30;

  /** RegNtPreLoadKey. */
  public static final int PRE_LOAD_KEY = 32;

  /** RegNtPreUnLoadKey. */
  public static final int PRE_UNLOAD_KEY = 34;

  /** RegNtPreSetKeySecurity. */
  public static final int PRE_SET_KEY_SECURITY = 38;

  /** RegNtPreRestoreKey. */
  public static final int PRE_RESTORE_KEY = 41;

  /** RegNtPreSaveKey. */
  public static final int PRE_SAVE_KEY = 43;

  /** RegNtPreReplaceKey. */
  public static final int PRE_REPLACE_KEY = 45;

  private NotifyClass() {}
}
