package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.Locale;

/** Makes names as the filter manager gives them. */
public final class FileNames {
  private static final String DEFAULT_STREAM = "::$DATA";
  private static final String DATA_TYPE = ":$DATA";

  private FileNames() {}

  /** A normalised path: {@code ::$DATA} names the file itself, {@code :s:$DATA} its stream. */
  public static String withoutDefaultStream(String path) {
    String upper = path.substring(Math.max(0, path.length() - 7)).toUpperCase(Locale.ROOT);
    if (upper.equals(DEFAULT_STREAM)) {
      return path.substring(0, path.length() - DEFAULT_STREAM.length());
    }
    return upper.endsWith(DATA_TYPE) ? path.substring(0, path.length() - DATA_TYPE.length()) : path;
  }

  /**
   * The name of a file.
   *
   * @param path from the volume's root on, with a leading backslash
   */
  public static NameResult result(Volume volume, String path) {
    String whole = volume.deviceName() + path;
    return new NameResult(
        NtStatus.SUCCESS,
        new FileNameInformation(UnicodeString.of(whole), rootUnits(volume, path)));
  }

  /** Units of the volume's name and, for a remote file, server and share. */
  private static int rootUnits(Volume volume, String path) {
    int root = volume.deviceName().length();
    return volume.kind() == VolumeKind.NETWORK ? root + shareUnits(path) : root;
  }

  private static int shareUnits(String path) {
    int server = path.indexOf('\\', 1);
    int share = server < 0 ? -1 : path.indexOf('\\', server + 1);
    return share < 0 ? path.length() : share;
  }
}
