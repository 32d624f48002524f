package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * What PS_CREATE_NOTIFY_INFO tells about names.
 *
 * @param imageFileName as the creator wrote it; null where there is none
 * @param fileOpenNameAvailable false: it may be a part of the name only
 * @param commandLine null where there is none
 */
public record CreationNames(
    UnicodeString imageFileName, boolean fileOpenNameAvailable, UnicodeString commandLine) {}
