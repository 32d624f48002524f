package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;

/** A policy list of images: whole paths on the system volume (PRC-3). Immutable. */
public class ImageMatch {
  private final List<String> paths;

  /**
   * List of entries such as {@code \Windows\System32\lsass.exe}.
   *
   * @param systemVolume its device name; null while it is unresolved, then nothing matches
   */
  public ImageMatch(String systemVolume, List<String> entries) {
    this.paths =
        systemVolume == null
            ? List.of()
            : entries.stream().map(entry -> systemVolume + entry).toList();
  }

  /** Whether nothing can match (STR-12). */
  public final boolean isEmpty() {
    return paths.isEmpty();
  }

  /** Whether an image path is in the list, case apart. */
  public boolean matches(CharSequence imagePath) {
    for (String path : paths) {
      if (UpcaseTable.equalsIgnoreCase(path, imagePath)) {
        return true;
      }
    }
    return false;
  }
}
