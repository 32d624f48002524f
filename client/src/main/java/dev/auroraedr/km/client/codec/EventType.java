package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.EventMask;

/** What an event tells. Constants stand in the order of their wire values, from 1. */
public enum EventType {
  /** A file is about to be opened or created. */
  FILE_CREATE,
  /** A file is about to be written. */
  FILE_WRITE,
  /** The last handle of a file object was closed. */
  FILE_CLEANUP,
  /** A process was created, or refused. */
  PROCESS_CREATE,
  /** A process ended. */
  PROCESS_EXIT,
  /** A registry value is about to be set. */
  REG_SET_VALUE,
  /** A registry key is about to be created. */
  REG_CREATE_KEY,
  /** A registry value is about to be deleted. */
  REG_DELETE_VALUE,
  /** A registry key is about to be deleted. */
  REG_DELETE_KEY,
  /** A registry key is about to be renamed. */
  REG_RENAME_KEY,
  /** Access was taken from a handle to a protected process. */
  HANDLE_ACCESS_STRIPPED,
  /** A callback of the driver was found missing. */
  TAMPER_DETECTED;

  private static final EventType[] BY_ORDINAL = values();

  /** The value on the wire, 1 to 12. */
  public int code() {
    return ordinal() + 1;
  }

  /** The bit that selects this type in a stream's event mask (STR-1). */
  public int maskBit() {
    return EventMask.ofType(code());
  }

  static boolean isKnown(int code) {
    return code >= 1 && code <= BY_ORDINAL.length;
  }

  static EventType ofCode(int code) {
    return BY_ORDINAL[code - 1];
  }
}
