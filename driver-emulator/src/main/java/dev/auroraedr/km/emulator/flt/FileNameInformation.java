package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * FLT_FILE_NAME_INFORMATION: a name and, once parsed, its parts. Shared and read-only, as the
 * filter manager's cache hands the same structure to everybody. Thread-safe.
 *
 * <p>Source: FLT_FILE_NAME_INFORMATION and FltParseFileNameInformation in the Windows driver
 * documentation.
 */
public final class FileNameInformation {
  private final UnicodeString name;
  private final int rootUnits;
  private volatile Parts parts;

  /**
   * Names a file.
   *
   * @param name whole name, such as {@code \Device\HarddiskVolume3\Windows\a.exe}
   * @param rootUnits units of the volume's name and, for a remote file, server and share, which
   *     belong to no directory
   */
  public FileNameInformation(UnicodeString name, int rootUnits) {
    this.name = name;
    this.rootUnits = rootUnits;
  }

  /** The whole name. */
  public UnicodeString name() {
    return name;
  }

  /**
   * FltParseFileNameInformation: the parts of the name, found once.
   *
   * @return the parts
   */
  public Parts parse() {
    Parts known = parts;
    if (known == null) {
      known = NameParser.parse(name, rootUnits);
      parts = known;
    }
    return known;
  }

  /**
   * Parts of a parsed name.
   *
   * @param parentDir directories with a backslash at both ends; empty for a volume
   * @param finalComponent last component, stream included
   * @param stream from its colon on; empty if there is none
   * @param extension behind the last dot of the final component without its stream; may be empty
   */
  public record Parts(
      UnicodeString parentDir,
      UnicodeString finalComponent,
      UnicodeString stream,
      UnicodeString extension) {}
}
