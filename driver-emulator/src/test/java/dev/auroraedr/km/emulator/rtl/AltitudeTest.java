package dev.auroraedr.km.emulator.rtl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AltitudeTest {
  @ParameterizedTest
  @CsvSource({
    "385000, 0385000",
    "385000, 385000.0",
    "385000, 385000.",
    "03333.10, 3333.1",
    "0, 000.000",
    ".5, 0.50"
  })
  void shouldBeEqual_whenOnlyZerosDiffer(String one, String other) {
    assertThat(Altitude.parse(one)).isEqualTo(Altitude.parse(other));
    assertThat(Altitude.parse(one)).hasSameHashCodeAs(Altitude.parse(other));
  }

  @ParameterizedTest
  @CsvSource({
    "385000, 385000.5",
    "100.123456, 03333",
    "9, 10",
    "1.09, 1.1",
    "385000.00000000000000000000000000000000000000, 385000.00000000000000000000000000000000000001",
    "99999999999999999999999999999998, 99999999999999999999999999999999"
  })
  void shouldBeExact_whateverTheLength(String lower, String higher) {
    assertThat(Altitude.parse(lower)).isLessThan(Altitude.parse(higher));
    assertThat(Altitude.parse(higher)).isGreaterThan(Altitude.parse(lower));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-1", "+1", "1e5", " 1", "1 ", "1.2.3", "1,5", "\u0661"})
  void shouldBeRefused_whenNoDecimal(String text) {
    assertThat(Altitude.parse(text)).isNull();
  }

  @Test
  void shouldPrintAsWritten() {
    assertThat(Altitude.parse("0385000.0")).hasToString("0385000.0");
  }
}
