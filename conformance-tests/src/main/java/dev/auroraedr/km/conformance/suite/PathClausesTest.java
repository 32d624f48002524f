package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileProbe;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.VolumeStimulus;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.cases.PathCase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** FIL-1 to FIL-3: which files are reported, by the cases of the fixtures. */
@Requires(Capability.STIMULI)
class PathClausesTest extends ClauseTest {
  @Test
  @Clause(Clauses.FIL_1)
  void fil1_cases_areReportedAsTheySay() {
    play(showing(Clauses.FIL_1));
  }

  @Test
  @Clause(Clauses.FIL_2)
  void fil2_cases_areReportedAsTheySay() {
    play(showing(Clauses.FIL_2));
  }

  @Test
  @Clause(Clauses.FIL_3)
  void fil3_cases_areReportedAsTheySay() {
    play(showing(Clauses.FIL_3));
  }

  private static Predicate<PathCase> showing(String clause) {
    return each -> each.info().clauses().contains(clause);
  }

  private void play(Predicate<PathCase> chosen) {
    FileProbe probe = new FileProbe(bed(), session().openStream(EventMask.FILE_CREATE, 0));
    List<PathCase> cases = PathCase.all().stream().filter(chosen).toList();
    cases.forEach(each -> probe.open(rootOf(each) + each.path()));
    judgeAll(cases, probe.reported());
  }

  /** A share is there from the first use on, a volume has to be mounted. */
  private String rootOf(PathCase each) {
    String root = each.root().orElse(bed().machine().systemVolume());
    if (each.root().isPresent() && !root.startsWith("\\Device\\Mup\\")) {
      bed().machine().stimulate(new MountVolume(root, VolumeStimulus.Kind.FIXED, false));
    }
    return root;
  }

  private void judgeAll(List<PathCase> cases, List<Boolean> reported) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      PathCase each = cases.get(i);
      if (each.matches() != reported.get(i)) {
        wrong.add(each + (each.matches() ? " was not reported" : " was reported"));
      }
    }
    judge().that(wrong.isEmpty(), "each file must be reported as its case says", wrong);
  }

  @Test
  @Clause(Clauses.FIL_1)
  void fil1_everyExtensionInEveryDirectory_isReported() {
    List<String> paths = new ArrayList<>();
    for (String directory : PolicyDefaults.load().sensitiveDirectories()) {
      for (String extension : PolicyDefaults.load().monitoredExtensions()) {
        paths.add("\\x\\" + directory + "\\y\\a." + extension);
      }
    }
    judge().equal(List.of(), others(paths, true), "files that must be reported and were not");
  }

  @Test
  @Clause(Clauses.FIL_1)
  void fil1_extensionOrDirectoryAlone_isNotReported() {
    List<String> paths = new ArrayList<>();
    PolicyDefaults.load()
        .sensitiveDirectories()
        .forEach(each -> paths.add("\\" + each + "\\a.txt"));
    PolicyDefaults.load().monitoredExtensions().forEach(each -> paths.add("\\Windows\\a." + each));
    judge().equal(List.of(), others(paths, false), "files that must not be reported and were");
  }

  @Test
  @Clause({Clauses.FIL_1, Clauses.FIL_3})
  void fil1_everySingleUnitBehindExtensionAndDirectory_isNotReported() {
    List<String> paths = new ArrayList<>();
    for (char unit = ' '; unit < 0x180; unit++) {
      boolean separates = unit == '\\' || unit == ':';
      if (!separates) {
        paths.add("\\System32" + unit + "\\a.exe");
        paths.add("\\System32\\a.exe" + unit);
      }
    }
    judge().equal(List.of(), others(paths, false), "files that must not be reported and were");
  }

  @Test
  @Clause(Clauses.FIL_2)
  void fil2_lettersThatOtherTablesFold_areNoAsciiLetters() {
    List<String> paths = new ArrayList<>();
    for (char unit = 0x80; unit < 0xFFFF; unit++) {
      boolean ascii =
          Character.toUpperCase(unit) < 0x80
              || Character.toLowerCase(unit) < 0x80
              || String.valueOf(unit).toUpperCase(java.util.Locale.ROOT).charAt(0) < 0x80;
      if (ascii) {
        paths.add("\\Program F" + unit + "les\\a.exe");
        paths.add("\\" + unit + "ystem32\\a.exe");
        paths.add("\\System32\\a.j" + unit);
        paths.add("\\System32\\a.ms" + unit);
      }
    }
    judge().that(paths.size() > 12, "letters that fold to ASCII elsewhere", paths.size());
    judge().equal(List.of(), others(paths, false), "files that must not be reported and were");
  }

  /** The paths that were not treated as asked. */
  private List<String> others(List<String> paths, boolean asked) {
    FileProbe probe = new FileProbe(bed(), session().openStream(EventMask.FILE_CREATE, 0));
    paths.forEach(path -> probe.open(bed().machine().systemVolume() + path));
    List<Boolean> reported = probe.reported();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      if (reported.get(i) != asked) {
        others.add(paths.get(i));
      }
    }
    return others;
  }
}
