package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random names that are close to what a driver looks for: its own words, in other cases, cut,
 * lengthened, with letters that only look the same, and others.
 */
public final class Names {
  private static final List<String> DIRECTORIES =
      Stream.concat(
              PolicyDefaults.load().sensitiveDirectories().stream()
                  .flatMap(directory -> Stream.of(directory.split("\\\\"))),
              Stream.of("Windows", "Users", "a"))
          .toList();

  private Names() {}

  /** Paths of files, from the volume's root on. */
  public static Arbitrary<String> paths() {
    return Combinators.combine(directories(), files()).as((path, file) -> path + '\\' + file);
  }

  private static Arbitrary<String> directories() {
    Arbitrary<String> whole =
        Arbitraries.of(PolicyDefaults.load().sensitiveDirectories()).flatMap(Names::near);
    return Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(DIRECTORIES).flatMap(Names::near)),
            Tuple.of(2, whole),
            Tuple.of(1, any()))
        .list()
        .ofMaxSize(6)
        .map(parts -> parts.isEmpty() ? "" : '\\' + String.join("\\", parts));
  }

  private static Arbitrary<String> files() {
    Arbitrary<String> extension =
        Arbitraries.of(PolicyDefaults.load().monitoredExtensions()).flatMap(Names::near);
    Arbitrary<String> name =
        Combinators.combine(
                Arbitraries.of("a", "", "b.txt", "x:y", " ", "s.exe", "::$DATA"), extension)
            .as((head, tail) -> head + '.' + tail);
    Arbitrary<String> stream = Combinators.combine(name, name).as((file, own) -> file + ':' + own);
    Arbitrary<String> typed = stream.map(file -> file + ":$DATA");
    return Arbitraries.frequencyOf(
        Tuple.of(5, name), Tuple.of(2, stream), Tuple.of(1, typed), Tuple.of(1, any()));
  }

  /** Keys near the entries of a list, among them some above and below. */
  public static Arbitrary<String> keysNear(List<String> entries) {
    return Arbitraries.of(entries)
        .flatMap(
            entry ->
                Combinators.combine(components(entry), Arbitraries.integers().between(0, 3))
                    .as(Names::cutOrLengthened));
  }

  private static Arbitrary<List<String>> components(String entry) {
    List<Arbitrary<String>> components = new ArrayList<>();
    for (String component : entry.split("\\\\")) {
      components.add(
          Arbitraries.frequencyOf(
              Tuple.of(12, Arbitraries.just(named(component))),
              Tuple.of(2, near(named(component))),
              Tuple.of(1, Arbitraries.of("", "*", "ControlSet001", "controlset012", "x"))));
    }
    return Combinators.combine(components).as(made -> made);
  }

  private static String named(String component) {
    return component.equals("*") ? "S-1-5-18" : component;
  }

  private static String cutOrLengthened(List<String> components, int how) {
    List<String> made = new ArrayList<>(components);
    if (how == 1) {
      made.remove(made.size() - 1);
    } else if (how == 2) {
      made.add("below");
    }
    return String.join("\\", made);
  }

  /** A text as it is, in another case, or almost. */
  private static Arbitrary<String> near(String text) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.just(text)),
        Tuple.of(2, Arbitraries.of(text.toUpperCase(java.util.Locale.ROOT), swapped(text))),
        Tuple.of(1, Arbitraries.of(text + 'x', 'x' + text, text + ' ', text + '.')),
        Tuple.of(1, Arbitraries.of(text.replace('i', '\u0131'), text.replace('s', '\u017f'))),
        Tuple.of(1, Arbitraries.just(text.substring(0, Math.max(0, text.length() - 1)))));
  }

  private static String swapped(String text) {
    StringBuilder swapped = new StringBuilder();
    for (char unit : text.toCharArray()) {
      swapped.append(
          Character.isUpperCase(unit) ? Character.toLowerCase(unit) : Character.toUpperCase(unit));
    }
    return swapped.toString();
  }

  private static Arbitrary<String> any() {
    return Arbitraries.strings().withChars("aSx.: *\u0131\u017f\ud800\udc00\u0000").ofMaxLength(5);
  }
}
