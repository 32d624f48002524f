package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;

/**
 * A policy list of images: whole paths on the system volume (PRC-3). Thread-safe; matches without
 * allocating, at a cost that the number of entries doesn't change.
 */
public class ImageMatch {
  private final SystemVolume systemVolume;
  private final TextTable paths;
  private final boolean empty;

  /**
   * List of entries such as {@code \Windows\System32\lsass.exe}.
   *
   * @param systemVolume where they stand; while it is unresolved nothing matches
   */
  public ImageMatch(SystemVolume systemVolume, List<String> entries) {
    this.systemVolume = systemVolume;
    this.paths = new TextTable(entries.stream().map(Components::upcased).toList());
    this.empty = entries.isEmpty();
  }

  /** Whether nothing can match now, so that no image is worth asking for (STR-12). */
  public final boolean isEmpty() {
    return empty || !systemVolume.isResolved();
  }

  /** Whether an image path is in the list, case apart. */
  public boolean matches(CharSequence imagePath) {
    String device = systemVolume.deviceName();
    return device != null
        && UpcaseTable.matchesAt(imagePath, 0, device)
        && isEntry(imagePath, device.length());
  }

  /** Whether what follows the volume's name is an entry, whole. */
  protected boolean isEntry(CharSequence imagePath, int from) {
    return paths.find(imagePath, from, imagePath.length()) != TextTable.NONE;
  }
}
