package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.driver.SystemVolume;
import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is matched, and against which patterns. */
public enum MatchSubject {
  /** Directories of files: sequences of one to three components, anywhere (FIL-1). */
  PATH {
    @Override
    List<String> known() {
      return PolicyDefaults.load().sensitiveDirectories();
    }

    @Override
    String made(int number) {
      return number % 2 == 0 ? "Vendor " + number : "Vendor " + number + "\\Tools\\Bin" + number;
    }

    @Override
    List<String> names() {
      return List.of(
          "\\Windows\\System32\\drivers\\etc\\hosts\\",
          "\\Users\\somebody\\AppData\\Local\\Packages\\Vendor\\LocalState\\Cache\\Index\\",
          "\\Users\\somebody\\AppData\\Roaming\\Start Menu\\Programs\\Startup\\",
          "\\Vendor 41\\Tools\\Bin40\\Release\\x64\\Output\\");
    }

    @Override
    Predicate<UnicodeString> driver(List<String> patterns) {
      PathMatch match = new PathMatch(List.of("exe"), patterns);
      UnicodeString extension = UnicodeString.of("exe");
      List<Parts> parts = new ArrayList<>();
      return name -> match.isMonitored(partsOf(parts, name, extension));
    }

    /** Made once a name, as the filter manager does. */
    private Parts partsOf(List<Parts> known, UnicodeString parentDir, UnicodeString extension) {
      for (int i = 0; i < known.size(); i++) {
        if (known.get(i).parentDir() == parentDir) {
          return known.get(i);
        }
      }
      known.add(new Parts(parentDir, extension, UnicodeString.EMPTY, extension));
      return known.get(known.size() - 1);
    }

    @Override
    Predicate<UnicodeString> loop(List<String> patterns) {
      PlainLoop loop = new PlainLoop(patterns);
      return loop::standsAnywhere;
    }

    @Override
    Pattern pattern(String alternatives) {
      return Pattern.compile("\\\\(?:" + alternatives + ")\\\\", Pattern.CASE_INSENSITIVE);
    }
  },
  /** Images: whole paths (PRC-3). */
  IMAGE {
    @Override
    List<String> known() {
      return PolicyDefaults.load().trustedImages();
    }

    @Override
    String made(int number) {
      return "\\Program Files\\Vendor\\Product\\bin\\program" + number + ".exe";
    }

    @Override
    List<String> names() {
      return List.of(
          FileNames.VOLUME + "\\Windows\\System32\\lsass.exe",
          FileNames.VOLUME + "\\Windows\\System32\\svchost.exe",
          FileNames.VOLUME + "\\Program Files\\Vendor\\Product\\bin\\program41.exe",
          FileNames.VOLUME + "\\Program Files\\Vendor\\Product\\bin\\another.exe");
    }

    @Override
    Predicate<UnicodeString> driver(List<String> patterns) {
      ImageMatch match = new ImageMatch(SystemVolume.of(FileNames.VOLUME), patterns);
      return match::matches;
    }

    @Override
    Predicate<UnicodeString> loop(List<String> patterns) {
      PlainLoop loop = new PlainLoop(patterns.stream().map(FileNames.VOLUME::concat).toList());
      return loop::equalsOne;
    }

    @Override
    Pattern pattern(String alternatives) {
      String volume = Pattern.quote(FileNames.VOLUME);
      return Pattern.compile("^" + volume + "(?:" + alternatives + ")$", Pattern.CASE_INSENSITIVE);
    }
  },
  /** Keys: whole components with stars, at and below (REG-7). */
  KEY {
    @Override
    List<String> known() {
      return PolicyDefaults.load().monitoredKeys();
    }

    @Override
    String made(int number) {
      return "\\REGISTRY\\MACHINE\\SOFTWARE\\Vendor\\Product\\*\\Settings" + number;
    }

    @Override
    List<String> names() {
      return List.of(
          "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
          "\\REGISTRY\\USER\\S-1-5-21-1004336348-1177238915-682003330-1001\\SOFTWARE\\Vendor\\App",
          "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Enum\\PCI\\VEN_8086&DEV_1237\\3&1&0&00",
          "\\REGISTRY\\MACHINE\\SOFTWARE\\Vendor\\Product\\1.0\\Settings9999\\View");
    }

    @Override
    Predicate<UnicodeString> driver(List<String> patterns) {
      KeyMatch match = new KeyMatch(patterns);
      return match::matches;
    }

    @Override
    Predicate<UnicodeString> loop(List<String> patterns) {
      PlainLoop loop = new PlainLoop(patterns);
      return loop::standsInFront;
    }

    @Override
    Pattern pattern(String alternatives) {
      return Pattern.compile("^(?:" + alternatives + ")(?:\\\\|$)", Pattern.CASE_INSENSITIVE);
    }
  };

  /** Patterns of the product, the first to be taken. */
  abstract List<String> known();

  /** Another pattern. */
  abstract String made(int number);

  /** Names to match in turn; some match, some only nearly. */
  abstract List<String> names();

  abstract Predicate<UnicodeString> driver(List<String> patterns);

  abstract Predicate<UnicodeString> loop(List<String> patterns);

  abstract Pattern pattern(String alternatives);

  final Predicate<UnicodeString> regex(List<String> patterns) {
    Pattern pattern =
        pattern(
            patterns.stream()
                .map(each -> Pattern.quote(each).replace("*", "\\E[^\\\\]+\\Q"))
                .collect(Collectors.joining("|")));
    return name -> pattern.matcher(name).find();
  }

  /** So many patterns. */
  final List<String> patterns(int count) {
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      patterns.add(i < known().size() ? known().get(i) : made(i));
    }
    return patterns;
  }
}
