package dev.auroraedr.km.conformance.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.property.Names;
import dev.auroraedr.km.conformance.suite.support.KeyOracle;
import dev.auroraedr.km.conformance.suite.support.PathOracle;
import dev.auroraedr.km.conformance.suite.support.PolicyOracle;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyValue;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.rtl.Altitude;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** The driver's fast decisions and the slow oracles', on random input near what is looked for. */
class MatchAgreementTest {
  private static final PolicyDefaults DEFAULTS = PolicyDefaults.load();
  private static final String VOLUME = "\\Device\\HarddiskVolume3";
  private static final PathMatch PATHS =
      new PathMatch(DEFAULTS.monitoredExtensions(), DEFAULTS.sensitiveDirectories());

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgree_whenPath(@ForAll("paths") String path) {
    UnicodeString name = UnicodeString.of(VOLUME + path);
    assertThat(PATHS.isMonitored(new FileNameInformation(name, VOLUME.length()).parse()))
        .isEqualTo(PathOracle.isReported(path));
  }

  @Provide
  Arbitrary<String> paths() {
    return Names.paths();
  }

  /** Sequences over few words overlap in every way. */
  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgree_whenDirectoriesOverlap(
      @ForAll("sequences") List<String> sequences, @ForAll("sequence") String path) {
    PathMatch match = new PathMatch(List.of("x"), sequences);
    String name = "\\" + path + "\\f.x";
    boolean expected =
        sequences.stream().anyMatch(wanted -> ("\\" + path + "\\").contains("\\" + wanted + "\\"));
    assertThat(match.isMonitored(new FileNameInformation(UnicodeString.of(name), 0).parse()))
        .isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> sequence() {
    return Arbitraries.of("a", "b", "c")
        .list()
        .ofMinSize(1)
        .ofMaxSize(9)
        .map(parts -> String.join("\\", parts));
  }

  @Provide
  Arbitrary<List<String>> sequences() {
    return Arbitraries.of("a", "b", "c")
        .list()
        .ofMinSize(2)
        .ofMaxSize(5)
        .map(parts -> String.join("\\", parts))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgree_whenKeyIsNearTheDefaults(@ForAll("defaultKeys") String key) {
    assertAgree(DEFAULTS.monitoredKeys(), key);
  }

  @Provide
  Arbitrary<String> defaultKeys() {
    return Names.keysNear(DEFAULTS.monitoredKeys());
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgree_whenEntriesHaveStarsAndSets(
      @ForAll("entriesAndKey") Tuple2<List<String>, String> both) {
    assertAgree(both.get1(), both.get2());
  }

  private static void assertAgree(List<String> entries, String key) {
    KeyOracle oracle = new KeyOracle(entries);
    KeyMatch match = new KeyMatch(entries);
    assertThat(match.matches(UnicodeString.of(key)))
        .as("at or below")
        .isEqualTo(oracle.matches(key));
    assertThat(match.isAbove(UnicodeString.of(key))).as("above").isEqualTo(oracle.isAbove(key));
  }

  @Provide
  Arbitrary<Tuple2<List<String>, String>> entriesAndKey() {
    Arbitrary<String> component =
        Arbitraries.of(
            "a", "b", "*", "", "ControlSet001", "CurrentControlSet", "controlset9", "a*");
    Arbitrary<String> root =
        Arbitraries.of("\\REGISTRY\\MACHINE\\SYSTEM\\", "\\REGISTRY\\a\\", "\\*\\");
    Arbitrary<String> entry =
        Combinators.combine(root, component.list().ofMinSize(1).ofMaxSize(4))
            .as((head, tail) -> head + String.join("\\", tail));
    return Combinators.combine(entry.list().ofMinSize(1).ofMaxSize(8), entry).as(Tuple::of);
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgree_whenPolicyBytes(@ForAll("values") PolicyValue value) {
    PolicyParser parser = new PolicyParser();
    List<String> none = new ArrayList<>();
    List<String> images = PolicyOracle.images(value.type(), value.data());
    assertThat(parser.images(value, none)).isEqualTo(images == null ? none : images);
    List<String> keys = PolicyOracle.keys(value.type(), value.data());
    assertThat(parser.keys(value, none)).isEqualTo(keys == null ? none : keys);
  }

  @Provide
  Arbitrary<PolicyValue> values() {
    Arbitrary<String> piece =
        Arbitraries.frequencyOf(
            Tuple.of(
                6,
                Arbitraries.of("\\a\0", "\\registry\\x\0", "\\REGISTRY\\Y\\z\0", "\\REGISTRY\0")),
            Tuple.of(2, Arbitraries.of("a\0", "\\a/b\0", "\\", "/", "\ud800\0", "\\\0")),
            Tuple.of(
                1,
                Arbitraries.of("\0", "\\REGISTRY\\" + "k".repeat(1014), "\\" + "k".repeat(1024))));
    Arbitrary<String> text = piece.list().ofMaxSize(300).map(pieces -> String.join("", pieces));
    Arbitrary<Integer> type =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.just(7)), Tuple.of(1, Arbitraries.of(1, 2, 3)));
    return Combinators.combine(type, text, Arbitraries.integers().between(0, 3))
        .as(
            (number, units, cut) ->
                new PolicyValue(number, cutShort(CaseAgreementTest.bytes(units), cut)));
  }

  private static byte[] cutShort(byte[] bytes, int by) {
    return java.util.Arrays.copyOf(bytes, Math.max(0, bytes.length - by));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void shouldAgreeWithBigDecimal_whenAltitude(
      @ForAll("altitudes") String left, @ForAll("altitudes") String right) {
    int expected = new BigDecimal(left).compareTo(new BigDecimal(right));
    Altitude one = Altitude.parse(left);
    Altitude other = Altitude.parse(right);
    assertThat(Integer.signum(one.compareTo(other))).isEqualTo(expected);
    assertThat(one.equals(other)).isEqualTo(expected == 0);
    if (expected == 0) {
      assertThat(one).hasSameHashCodeAs(other);
    }
  }

  @Provide
  Arbitrary<String> altitudes() {
    Arbitrary<String> digits = Arbitraries.strings().withChars("0019").ofMaxLength(8);
    return Combinators.combine(
            digits.filter(text -> !text.isEmpty()), Arbitraries.of("", "."), digits)
        .as((whole, point, fraction) -> point.isEmpty() ? whole : whole + point + fraction);
  }
}
