package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * The target of an operation as filters see it: a file object. This one is known by its name alone,
 * made once, as the filter manager caches it; files of a file system say their names themselves.
 */
public class FilterFile {
  /** What it is. */
  public enum Kind {
    /** A file or one of its streams. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** The volume itself. */
    VOLUME
  }

  private static final NameResult UNAVAILABLE =
      new NameResult(NtStatus.FLT_INVALID_NAME_REQUEST, null);

  private final Volume volume;
  private final NameResult fixedName;
  private final UnicodeString fileName;
  private volatile Kind kind;

  /** Makes a file of a volume; {@code path} begins with a backslash, or is empty for the volume. */
  public FilterFile(Volume volume, Kind kind, String path) {
    this.volume = volume;
    this.kind = kind;
    this.fixedName = FileNames.result(volume, FileNames.withoutDefaultStream(path));
    this.fileName = UnicodeString.of(path);
  }

  /** A file object whose names a file system finds, {@link #fileName()} included. */
  protected FilterFile(Volume volume, Kind kind) {
    this.volume = volume;
    this.kind = kind;
    this.fixedName = UNAVAILABLE;
    this.fileName = UnicodeString.EMPTY;
  }

  /** FILE_OBJECT.FileName: as opened, relative to the volume or the related file; may be empty. */
  public UnicodeString fileName() {
    return fileName;
  }

  /** The volume that it lies on. */
  public final Volume volume() {
    return volume;
  }

  /** What it is, as far as the file system knows by now. */
  public final Kind kind() {
    return kind;
  }

  /** The file system has found out what was opened. */
  protected final void setKind(Kind found) {
    kind = found;
  }

  /**
   * Its name.
   *
   * @param options {@link FilterManager#NORMALIZED} and so on
   * @param data the operation, which may be the create that opens it
   */
  protected NameResult nameIn(int options, CallbackData data) {
    return options == FilterManager.SHORT ? UNAVAILABLE : fixedName;
  }

  /** The whole name as text, for messages. */
  @Override
  public String toString() {
    return fixedName.name() == null ? "a file of " + volume : fixedName.name().name().toString();
  }
}
