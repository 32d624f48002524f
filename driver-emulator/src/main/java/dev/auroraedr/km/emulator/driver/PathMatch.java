package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import java.util.List;

/**
 * Which files are reported (FIL-1 to FIL-3). Immutable; matches in one pass over a name, however
 * many extensions and directories there are, without allocating.
 */
public class PathMatch {
  private final TextTable extensions;
  private final DirectoryTree directories;

  /**
   * Matches lists as the policy's defaults hold them.
   *
   * @param extensions without the dot
   * @param directories adjacent components, separated by backslashes
   */
  public PathMatch(List<String> extensions, List<String> directories) {
    this.extensions = new TextTable(extensions.stream().map(Components::upcased).toList());
    this.directories = new DirectoryTree(directories.stream().map(Components::of).toList());
  }

  /** Whether an operation on a file of this name is reported: extension and directory match. */
  public boolean isMonitored(Parts name) {
    return hasMonitoredExtension(name) && hasMonitoredDirectory(name.parentDir());
  }

  /** FIL-3: the file's extension or that of its stream's own name. */
  protected boolean hasMonitoredExtension(Parts name) {
    return isMonitoredExtension(name.extension(), 0, name.extension().length())
        || streamHasMonitoredExtension(name.stream());
  }

  /** FIL-3: the stream's own name, between its colon and that of its type. */
  protected boolean streamHasMonitoredExtension(CharSequence stream) {
    int end = 1;
    int dot = -1;
    for (; end < stream.length() && stream.charAt(end) != ':'; end++) {
      dot = stream.charAt(end) == '.' ? end : dot;
    }
    return dot >= 0 && isMonitoredExtension(stream, dot + 1, end);
  }

  /** Whether a stretch of a name is one of the extensions. */
  protected boolean isMonitoredExtension(CharSequence name, int from, int to) {
    return extensions.find(name, from, to) != TextTable.NONE;
  }

  /** FIL-1: one of the directories stands in the path as whole adjacent components. */
  protected boolean hasMonitoredDirectory(CharSequence parentDir) {
    return directories.standsIn(parentDir);
  }
}
