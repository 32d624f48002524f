package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import java.util.Locale;

/** Few paths, so that they meet again, close to what the driver looks for. */
final class Paths {
  private static final List<String> DIRECTORIES = PolicyDefaults.load().sensitiveDirectories();
  private static final List<String> EXTENSIONS = PolicyDefaults.load().monitoredExtensions();
  private static final String LONG = "d".repeat(200);

  private Paths() {}

  /** A directory that is made first where it may be missing. */
  static String directory(Draft draft) {
    Seeded random = draft.random();
    StringBuilder path = new StringBuilder(volume(draft));
    for (int i = random.below(3); i >= 0; i--) {
      path.append('\\').append(component(random));
    }
    return path.toString();
  }

  private static String component(Seeded random) {
    String sensitive = random.pick(DIRECTORIES);
    return switch (random.below(10)) {
      case 0 -> "Windows";
      case 1 -> random.pick("a", "Users", LONG);
      case 2 -> sensitive.toUpperCase(Locale.ROOT);
      case 3 -> sensitive.replace('s', '\u017f').replace('i', '\u0131');
      case 4 -> sensitive + random.pick("x", "32", ".exe");
      case 5 -> "x" + sensitive.substring(sensitive.lastIndexOf('\\') + 1);
      default -> sensitive;
    };
  }

  private static String volume(Draft draft) {
    Seeded random = draft.random();
    return random.oneIn(3) ? random.pick(draft.volumes) : draft.systemVolume();
  }

  /** A name without a directory. */
  static String name(Seeded random) {
    String extension = random.pick(EXTENSIONS);
    if (random.oneIn(5)) {
      extension = extension.toUpperCase(Locale.ROOT);
    }
    return switch (random.below(12)) {
      case 0 -> "a.txt";
      case 1 -> "a." + extension + "x";
      case 2 -> extension;
      case 3 -> "b.txt:p." + extension;
      case 4 -> "c." + extension + ":s";
      case 5 -> "d." + extension + ".txt";
      case 6 -> "." + extension;
      case 7 -> LONG + "." + extension;
      case 8 -> "e\ud83d\ude00." + extension;
      default -> random.pick("a", "f", "g") + "." + extension;
    };
  }

  /** A file in a directory that is there. */
  static String made(Draft draft) {
    String directory = directory(draft);
    draft.add(new FileStimulus.MakeDirectory(directory));
    return directory + '\\' + name(draft.random());
  }

  /** A file that may be there or not. */
  static String any(Draft draft) {
    Seeded random = draft.random();
    if (random.oneIn(3)) {
      return made(draft);
    }
    return (random.oneIn(2) ? directory(draft) : draft.systemVolume() + "\\Windows\\System32")
        + '\\'
        + name(random);
  }
}
