package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.conformance.broken.LoosePaths.Way;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.BiFunction;

/** Drivers that take the wrong files for monitored. */
final class BrokenPaths {
  private BrokenPaths() {}

  static List<BrokenTarget> all() {
    return List.of(
        paths("directory-in-a-name", "A directory counts within a longer name.", Way.SUBSTRING)
            .fails(Clauses.FIL_1, "more behind System32"),
        paths("directory-begins-a-name", "A directory's name may go on.", Way.PREFIX)
            .fails(Clauses.FIL_1, "less than System32", "more behind System32"),
        paths("extension-is-enough", "The extension alone decides.", Way.ANY_DIRECTORY)
            .fails(Clauses.FIL_1, "must not be reported"),
        paths("startup-in-pieces", "Startup's components may stand apart.", Way.IN_PIECES)
            .fails(Clauses.FIL_1, "something between Programs and Startup"),
        paths("startup-by-its-end", "The last component of Startup is enough.", Way.LAST_ONLY)
            .fails(Clauses.FIL_1, "Startup alone"),
        paths("startup-by-its-start", "The first component of Startup is enough.", Way.FIRST_ONLY)
            .fails(Clauses.FIL_1, "Startup without Programs", "Programs without Startup"),
        paths("no-second-try", "Where Startup breaks off the search ends there.", Way.NO_FALLBACK)
            .fails(Clauses.FIL_1, "Start Menu twice"),
        paths("first-directory-only", "Only the first directory is looked at.", Way.FIRST_PLACE)
            .fails(Clauses.FIL_1, "System32 far down"),
        paths("empty-components-count", "An empty component breaks a sequence.", Way.EMPTY_COUNTS)
            .fails(Clauses.FIL_1, "empty components in the middle of Startup"),
        paths("slashes-separate", "A slash separates components too.", Way.SLASHES)
            .fails(Clauses.FIL_1, "slashes"),
        paths("cut-at-1024-units", "Only as much is looked at as an event holds.", Way.CUT)
            .fails(Clauses.FIL_1, "System32 behind more than an event's name holds"),
        paths("names-end-at-nul", "A name ends at its first NUL.", Way.NUL_ENDS)
            .fails(Clauses.FIL_1, "NUL in a directory above"),
        paths("as-written", "Names are compared as they are written.", Way.CASE_COUNTS)
            .fails(Clauses.FIL_2, "all upper case"),
        paths("unicode-folding", "Units fold as in the runtime's table.", Way.RUNTIME_FOLDING)
            .fails(Clauses.FIL_2, "dotless i"),
        paths("text-folding", "Whole texts are upper-cased, one unit may become two.", Way.TEXTS)
            .fails(Clauses.FIL_2, "the ligature of fi"),
        paths("turkish-folding", "Names are upper-cased as in Turkish.", Way.TURKISH)
            .fails(Clauses.FIL_2, "PROGRAM FILES (X86)"),
        part("first-dot", "The extension follows the first dot.", FirstDot::new)
            .fails(Clauses.FIL_3, "the last of many extensions"),
        part("no-dot-needed", "A name without a dot is an extension.", NoDotNeeded::new)
            .fails(Clauses.FIL_3, "the name exe"),
        part("trims-blanks", "Blanks behind an extension don't count.", Trims::new)
            .fails(Clauses.FIL_3, "a blank behind the extension"),
        part("streams-ignored", "A stream's own name is not looked at.", NoStreams::new)
            .fails(Clauses.FIL_3, "a stream whose own name is monitored"),
        part("stream-instead", "Where there is a stream, its name alone counts.", StreamOnly::new)
            .fails(Clauses.FIL_3, "a stream of a monitored file"),
        part("stream-with-type", "A stream's type belongs to its name.", StreamWithType::new)
            .fails(
                Clauses.FIL_3,
                "such a stream with its type",
                "a stream with another type",
                "what looks like a stream's type"),
        part("extension-prefix", "An extension may go on.", ExtensionPrefix::new)
            .fails(Clauses.FIL_3, "the extension exee"),
        part("last-extension-forgotten", "The last extension is not looked for.", OneLess::new)
            .fails(Clauses.FIL_1, "files that must be reported"));
  }

  private static BrokenTarget paths(String name, String defect, Way way) {
    return part(
        name, defect, (extensions, directories) -> new LoosePaths(way, extensions, directories));
  }

  private static BrokenTarget part(
      String name, String defect, BiFunction<List<String>, List<String>, PathMatch> part) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public PathMatch pathMatch(List<String> extensions, List<String> directories) {
            return part.apply(extensions, directories);
          }
        };
    return driver(name, defect, parts);
  }

  private static final class FirstDot extends PathMatch {
    FirstDot(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean hasMonitoredExtension(Parts name) {
      String file = name.finalComponent().toString().split(":", -1)[0];
      String extension = file.substring(file.indexOf('.') + 1);
      return file.indexOf('.') >= 0 && isMonitoredExtension(extension, 0, extension.length());
    }
  }

  private static final class NoDotNeeded extends PathMatch {
    NoDotNeeded(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean hasMonitoredExtension(Parts name) {
      CharSequence file = name.finalComponent();
      return super.hasMonitoredExtension(name) || isMonitoredExtension(file, 0, file.length());
    }
  }

  private static final class Trims extends PathMatch {
    Trims(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean isMonitoredExtension(CharSequence name, int from, int to) {
      int end = to;
      while (end > from && name.charAt(end - 1) == ' ') {
        end--;
      }
      return super.isMonitoredExtension(name, from, end);
    }
  }

  private static final class NoStreams extends PathMatch {
    NoStreams(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean streamHasMonitoredExtension(CharSequence stream) {
      return false;
    }
  }

  private static final class StreamOnly extends PathMatch {
    StreamOnly(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean hasMonitoredExtension(Parts name) {
      return name.stream().units() == 0
          ? super.hasMonitoredExtension(name)
          : streamHasMonitoredExtension(name.stream());
    }
  }

  private static final class StreamWithType extends PathMatch {
    StreamWithType(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean streamHasMonitoredExtension(CharSequence stream) {
      int dot = stream.toString().lastIndexOf('.');
      return dot >= 0 && isMonitoredExtension(stream, dot + 1, stream.length());
    }
  }

  private static final class ExtensionPrefix extends PathMatch {
    ExtensionPrefix(List<String> extensions, List<String> directories) {
      super(extensions, directories);
    }

    @Override
    protected boolean isMonitoredExtension(CharSequence name, int from, int to) {
      for (int end = from + 1; end <= Math.min(to, from + 3); end++) {
        if (super.isMonitoredExtension(name, from, end)) {
          return true;
        }
      }
      return false;
    }
  }

  private static final class OneLess extends PathMatch {
    OneLess(List<String> extensions, List<String> directories) {
      super(extensions.subList(0, extensions.size() - 1), directories);
    }
  }
}
