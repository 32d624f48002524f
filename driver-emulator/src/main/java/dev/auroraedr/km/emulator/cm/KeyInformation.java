package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * What a pre-notification tells: REG_SET_VALUE_KEY_INFORMATION, REG_DELETE_VALUE_KEY_INFORMATION,
 * REG_DELETE_KEY_INFORMATION, REG_RENAME_KEY_INFORMATION or REG_CREATE_KEY_INFORMATION_V1.
 *
 * @param object the key; for create and open the root, null where there is none
 * @param name value name, new name or complete name; null where the structure has none
 * @param type Type of a value that is set
 * @param dataSize DataSize of a value that is set, bytes
 */
public record KeyInformation(KeyObject object, UnicodeString name, int type, int dataSize) {}
