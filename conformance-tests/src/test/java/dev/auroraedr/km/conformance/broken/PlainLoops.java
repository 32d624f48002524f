package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.driver.SystemVolume;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;

/** Matching as one writes it first: slow, and right. */
final class PlainLoops implements DriverParts {
  @Override
  public PathMatch pathMatch(List<String> extensions, List<String> directories) {
    return new LoosePaths(LoosePaths.Way.NONE, extensions, directories);
  }

  @Override
  public KeyMatch keyMatch(List<String> entries) {
    return new LooseKeys(LooseKeys.Way.NONE, entries);
  }

  @Override
  public ImageMatch imageMatch(SystemVolume systemVolume, List<String> entries) {
    return new ImageMatch(systemVolume, entries) {
      @Override
      protected boolean isEntry(CharSequence imagePath, int from) {
        CharSequence path = imagePath.subSequence(from, imagePath.length());
        return entries.stream().anyMatch(entry -> UpcaseTable.equalsIgnoreCase(entry, path));
      }
    };
  }
}
