package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** Cuts a file name into the parts that FltParseFileNameInformation documents. */
final class NameParser {
  private NameParser() {}

  static Parts parse(UnicodeString name, int rootUnits) {
    String text = name.toString();
    int finalStart = Math.max(rootUnits, text.lastIndexOf('\\') + 1);
    String finalComponent = text.substring(finalStart);
    int colon = finalComponent.indexOf(':');
    String stream = colon < 0 ? "" : finalComponent.substring(colon);
    return new Parts(
        UnicodeString.of(text.substring(rootUnits, finalStart)),
        UnicodeString.of(finalComponent),
        UnicodeString.of(stream),
        UnicodeString.of(extension(finalComponent, colon)));
  }

  private static String extension(String finalComponent, int colon) {
    String file = colon < 0 ? finalComponent : finalComponent.substring(0, colon);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1);
  }
}
