package dev.auroraedr.km.conformance.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.suite.support.KeyOracle;
import dev.auroraedr.km.conformance.suite.support.PathOracle;
import dev.auroraedr.km.conformance.suite.support.PolicyOracle;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.driver.Policy;
import dev.auroraedr.km.emulator.driver.PolicyBuilder;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyValue;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.rtl.Altitude;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.cases.AltitudeCase;
import dev.auroraedr.km.fixtures.cases.KeyCase;
import dev.auroraedr.km.fixtures.cases.KeyCase.Place;
import dev.auroraedr.km.fixtures.cases.KeyCases;
import dev.auroraedr.km.fixtures.cases.PathCase;
import dev.auroraedr.km.fixtures.cases.PolicyCase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every case, played on the oracle first and then on the driver's own parts. */
class CaseAgreementTest {
  private static final PolicyDefaults DEFAULTS = PolicyDefaults.load();
  private static final String VOLUME = "\\Device\\HarddiskVolume3";

  private final SoftAssertions all = new SoftAssertions();

  @Test
  void shouldMatchAsTheCaseSays_whenPath() {
    PathMatch match =
        new PathMatch(DEFAULTS.monitoredExtensions(), DEFAULTS.sensitiveDirectories());
    for (PathCase each : PathCase.all()) {
      String root = each.root().orElse(VOLUME);
      UnicodeString name = UnicodeString.of(root + each.path());
      all.assertThat(PathOracle.isReported(each.path()))
          .as("oracle: %s", each)
          .isEqualTo(each.matches());
      all.assertThat(match.isMonitored(new FileNameInformation(name, root.length()).parse()))
          .as("driver: %s", each)
          .isEqualTo(each.matches());
    }
    all.assertAll();
  }

  @Test
  void shouldMatchAsTheCaseSays_whenKey() {
    Policy policy = Policy.defaults();
    for (KeyCases group : KeyCases.all()) {
      List<String> entries =
          group.entries().map(CaseAgreementTest::asMonitoredKeys).orElse(policy.monitoredKeys());
      KeyOracle oracle = new KeyOracle(entries);
      KeyMatch match = new KeyMatch(entries);
      for (KeyCase each : group.cases()) {
        UnicodeString key = UnicodeString.of(each.key());
        all.assertThat(oracle.matches(each.key())).as("oracle: %s", each).isEqualTo(each.matches());
        all.assertThat(match.matches(key)).as("driver: %s", each).isEqualTo(each.matches());
        if (!each.matches()) {
          boolean above = each.place() == Place.ABOVE;
          all.assertThat(oracle.isAbove(each.key())).as("oracle, above: %s", each).isEqualTo(above);
          all.assertThat(match.isAbove(key)).as("driver, above: %s", each).isEqualTo(above);
        }
      }
    }
    all.assertAll();
  }

  /** As the driver has them: through the parser, and with its own key. */
  private static List<String> asMonitoredKeys(List<String> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append(entry).append('\0'));
    PolicyValue value =
        new PolicyValue(PolicyValue.REG_MULTI_SZ, bytes(text.append('\0').toString()));
    return policy(Map.of("MonitoredKeys", value)).monitoredKeys();
  }

  static byte[] bytes(String text) {
    byte[] bytes = new byte[text.length() * 2];
    UnicodeString.of(text).copyTo(bytes, 0, bytes.length);
    return bytes;
  }

  static Policy policy(Map<String, PolicyValue> values) {
    return new PolicyBuilder(new PolicyParser()).build(values::get);
  }

  @Test
  void shouldHoldWhatTheCaseSays_whenPolicy() {
    for (PolicyCase each : PolicyCase.all()) {
      boolean fits = new PolicyParser().fits(each.data().length);
      PolicyValue value = new PolicyValue(each.type(), each.data());
      Policy policy = policy(fits ? Map.of(each.value(), value) : Map.of());
      if (each.value().equals("ExtraStrippedAccess")) {
        all.assertThat(policy.strippedAccess()).as("%s", each).isEqualTo(each.stripped());
      } else if (each.value().endsWith("Keys")) {
        keys(each, policy);
      } else {
        images(each, policy);
      }
    }
    all.assertAll();
  }

  private void keys(PolicyCase each, Policy policy) {
    boolean monitored = each.value().equals("MonitoredKeys");
    KeyMatch match = new KeyMatch(monitored ? policy.monitoredKeys() : policy.blockedKeys());
    each.yes().forEach(key -> all.assertThat(match.matches(key)).as("%s: %s", each, key).isTrue());
    each.no().forEach(key -> all.assertThat(match.matches(key)).as("%s: %s", each, key).isFalse());
    all.assertThat(PolicyOracle.keys(each.type(), each.data()) == null)
        .as("oracle, missing: %s", each)
        .isEqualTo(each.missing());
  }

  private void images(PolicyCase each, Policy policy) {
    List<String> images =
        each.value().equals("BlockedImages") ? policy.blockedImages() : policy.protectedImages();
    for (String image : each.yes()) {
      all.assertThat(images).as("%s", each).anyMatch(image::equalsIgnoreCase);
    }
    for (String image : each.no()) {
      all.assertThat(images).as("%s", each).noneMatch(image::equalsIgnoreCase);
    }
    all.assertThat(PolicyOracle.images(each.type(), each.data()) == null)
        .as("oracle, missing: %s", each)
        .isEqualTo(each.missing());
  }

  @Test
  void shouldCompareAsTheCaseSays_whenAltitude() {
    for (AltitudeCase each : AltitudeCase.all()) {
      Altitude left = Altitude.parse(each.left());
      if (each.right().isEmpty()) {
        all.assertThat(left).as("%s", each).isNull();
      } else {
        compare(each, left, Altitude.parse(each.right().get()));
      }
    }
    all.assertAll();
  }

  private void compare(AltitudeCase each, Altitude left, Altitude right) {
    int expected = each.equal() ? 0 : -1;
    assertThat(new BigDecimal(each.left()).compareTo(new BigDecimal(each.right().orElseThrow())))
        .as("BigDecimal: %s", each)
        .isEqualTo(expected);
    all.assertThat(Integer.signum(left.compareTo(right))).as("%s", each).isEqualTo(expected);
    all.assertThat(left.equals(right)).as("equals: %s", each).isEqualTo(each.equal());
    all.assertThat(Integer.signum(right.compareTo(left))).as("back: %s", each).isEqualTo(-expected);
  }
}
