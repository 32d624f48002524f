package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * A file, directory or volume as the file system below the filters knows it. Its names are made
 * once, as the filter manager caches them. Immutable.
 */
public final class FilterFile {
  /** What it is. */
  public enum Kind {
    /** A file or one of its streams. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** The volume itself. */
    VOLUME
  }

  private final Volume volume;
  private final Kind kind;
  private final FileNameInformation name;

  /** Makes a file of a volume; {@code path} begins with a backslash, or is empty for the volume. */
  public FilterFile(Volume volume, Kind kind, String path) {
    this.volume = volume;
    this.kind = kind;
    this.name =
        new FileNameInformation(
            UnicodeString.of(volume.deviceName() + normalized(path)), volume.deviceName().length());
  }

  private static String normalized(String path) {
    return path.endsWith("::$DATA") ? path.substring(0, path.length() - 7) : path;
  }

  /** The volume that it lies on. */
  public Volume volume() {
    return volume;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  FileNameInformation name() {
    return name;
  }
}
