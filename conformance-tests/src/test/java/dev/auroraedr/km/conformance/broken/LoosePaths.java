package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Matches paths in a plain loop, wrong in one way. */
final class LoosePaths extends PathMatch {
  private static final int EVENT_UNITS = 1024;
  private static final Locale TURKISH = new Locale("tr");

  /** In what it is wrong. */
  enum Way {
    SUBSTRING,
    PREFIX,
    ANY_DIRECTORY,
    IN_PIECES,
    LAST_ONLY,
    FIRST_ONLY,
    NO_FALLBACK,
    FIRST_PLACE,
    EMPTY_COUNTS,
    SLASHES,
    CUT,
    NUL_ENDS,
    CASE_COUNTS,
    RUNTIME_FOLDING,
    TEXTS,
    TURKISH,
    /** In none: another way to be right. */
    NONE
  }

  private final Way way;
  private final Set<String> extensions;
  private final List<List<String>> sequences;

  LoosePaths(Way way, List<String> extensions, List<String> directories) {
    super(extensions, directories);
    this.way = way;
    this.extensions = extensions.stream().map(this::folded).collect(Collectors.toSet());
    this.sequences = directories.stream().map(this::components).toList();
  }

  @Override
  protected boolean isMonitoredExtension(CharSequence name, int from, int to) {
    return extensions.contains(folded(name.subSequence(from, to).toString()));
  }

  @Override
  public boolean isMonitored(Parts name) {
    return hasMonitoredExtension(name) && hasMonitoredDirectory(cut(name.parentDir().toString()));
  }

  private String cut(String path) {
    if (way == Way.NUL_ENDS && path.indexOf('\0') >= 0) {
      return path.substring(0, path.indexOf('\0'));
    }
    return way == Way.CUT && path.length() > EVENT_UNITS ? path.substring(0, EVENT_UNITS) : path;
  }

  @Override
  protected boolean hasMonitoredDirectory(CharSequence parentDir) {
    List<String> path = components(parentDir.toString());
    return sequences.stream().anyMatch(sequence -> standsIn(path, sequence));
  }

  private boolean standsIn(List<String> path, List<String> sequence) {
    return switch (way) {
      case ANY_DIRECTORY -> true;
      case SUBSTRING -> String.join("\\", path).contains(String.join("\\", sequence));
      case PREFIX -> ("\\" + String.join("\\", path)).contains("\\" + String.join("\\", sequence));
      case IN_PIECES -> inPieces(path, sequence);
      case LAST_ONLY -> path.contains(sequence.get(sequence.size() - 1));
      case FIRST_ONLY -> path.contains(sequence.get(0));
      case NO_FALLBACK -> inOneGo(path, sequence);
      case FIRST_PLACE -> path.subList(0, Math.min(2, path.size())).contains(sequence.get(0));
      default -> adjacent(path, sequence);
    };
  }

  private static boolean adjacent(List<String> path, List<String> sequence) {
    for (int from = 0; from + sequence.size() <= path.size(); from++) {
      if (path.subList(from, from + sequence.size()).equals(sequence)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inPieces(List<String> path, List<String> sequence) {
    int found = 0;
    for (String component : path) {
      found += found < sequence.size() && component.equals(sequence.get(found)) ? 1 : 0;
    }
    return found == sequence.size();
  }

  /** Begins anew behind the component at which a sequence breaks off, and not at it. */
  private static boolean inOneGo(List<String> path, List<String> sequence) {
    int found = 0;
    for (String component : path) {
      found = component.equals(sequence.get(found)) ? found + 1 : 0;
      if (found == sequence.size()) {
        return true;
      }
    }
    return false;
  }

  private List<String> components(String path) {
    String separators = way == Way.SLASHES ? "[\\\\/]" : "\\\\";
    List<String> components = new ArrayList<>();
    for (String component : path.split(separators)) {
      if (!component.isEmpty() || way == Way.EMPTY_COUNTS) {
        components.add(folded(component));
      }
    }
    return components;
  }

  private String folded(String text) {
    return switch (way) {
      case CASE_COUNTS -> text;
      case TEXTS -> text.toUpperCase(Locale.ROOT);
      case TURKISH -> text.toUpperCase(TURKISH);
      default -> byUnits(text);
    };
  }

  private String byUnits(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (char unit : text.toCharArray()) {
      folded.append(
          way == Way.RUNTIME_FOLDING ? Character.toUpperCase(unit) : UpcaseTable.upper(unit));
    }
    return folded.toString();
  }
}
