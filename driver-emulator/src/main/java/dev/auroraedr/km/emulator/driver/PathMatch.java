package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;

/** Which files are reported (FIL-1 to FIL-3). Immutable; matches without allocating. */
public class PathMatch {
  private final String[] extensions;
  private final String[][] directories;

  /**
   * Matches lists as the policy's defaults hold them.
   *
   * @param extensions without the dot
   * @param directories adjacent components, separated by backslashes
   */
  public PathMatch(List<String> extensions, List<String> directories) {
    this.extensions = extensions.stream().map(Components::upcased).toArray(String[]::new);
    this.directories =
        directories.stream()
            .map(directory -> Components.upcased(directory).split("\\\\"))
            .toArray(String[][]::new);
  }

  /** Whether an operation on a file of this name is reported: extension and directory match. */
  public boolean isMonitored(Parts name) {
    return hasMonitoredExtension(name) && hasMonitoredDirectory(name.parentDir());
  }

  /** FIL-3: the file's extension or that of its stream's own name. */
  protected boolean hasMonitoredExtension(Parts name) {
    UnicodeString extension = name.extension();
    return isMonitoredExtension(extension, 0, extension.units())
        || streamHasMonitoredExtension(name.stream());
  }

  private boolean streamHasMonitoredExtension(UnicodeString stream) {
    int end = 1;
    int dot = -1;
    for (; end < stream.units() && stream.unit(end) != ':'; end++) {
      dot = stream.unit(end) == '.' ? end : dot;
    }
    return dot >= 0 && isMonitoredExtension(stream, dot + 1, end);
  }

  private boolean isMonitoredExtension(UnicodeString text, int from, int to) {
    for (String extension : extensions) {
      if (Components.matches(text, from, to, extension)) {
        return true;
      }
    }
    return false;
  }

  /** FIL-1: one of the directories stands in the path as whole adjacent components. */
  protected boolean hasMonitoredDirectory(UnicodeString parentDir) {
    int at = Components.start(parentDir, 0);
    while (at < parentDir.units()) {
      if (isMonitoredFrom(parentDir, at)) {
        return true;
      }
      at = Components.start(parentDir, Components.end(parentDir, at));
    }
    return false;
  }

  private boolean isMonitoredFrom(UnicodeString parentDir, int at) {
    int end = Components.end(parentDir, at);
    for (String[] directory : directories) {
      if (end - at == directory[0].length() && followsFrom(parentDir, at, directory)) {
        return true;
      }
    }
    return false;
  }

  private static boolean followsFrom(UnicodeString parentDir, int at, String[] directory) {
    int position = at;
    for (String component : directory) {
      int end = Components.end(parentDir, position);
      if (!Components.matches(parentDir, position, end, component)) {
        return false;
      }
      position = Components.start(parentDir, end);
    }
    return true;
  }
}
