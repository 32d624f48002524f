package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventEncoderTest {
  private final EventEncoder encoder = new EventEncoder();
  private final byte[] out = new byte[EventEncoder.MAX_EVENT_BYTES + 8];

  private int encode(EventFields event) {
    Arrays.fill(out, (byte) 0xCC);
    return encoder.encode(event, 0x1122334455667788L, out);
  }

  @Test
  void shouldPlaceEveryField_whenAllAreSet() {
    EventFields event =
        EventFields.of(EventType.REG_SET_VALUE)
            .flags(EventFlag.BLOCKED)
            .requestor(0x01020304, 0x05060708)
            .details(0x11121314, 0x21222324, 0x3132333435363738L)
            .name(UnicodeString.of("ab"))
            .name2(UnicodeString.of("c"));
    assertThat(encode(event)).isEqualTo(64);
    assertThat(java.util.HexFormat.of().formatHex(out, 0, 65))
        .isEqualTo(
            "40000000060001000000000000000000887766554433221104030201080706051413121124232221"
                + "38373635343332310400020000000000"
                + "6100620063000000cc");
  }

  @Test
  void shouldWriteZeros_whenNothingIsSet() {
    assertThat(encode(EventFields.of(EventType.PROCESS_EXIT))).isEqualTo(56);
    assertThat(Arrays.copyOfRange(out, 24, 56)).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"1023,2046,0", "1024,2048,0", "1025,2048,2", "5000,2048,2"})
  void shouldCutName_whenItIsLongerThan1024Units(int units, int kept, int flags) {
    encode(EventFields.of(1).name(UnicodeString.of("n".repeat(units))));
    assertThat(LittleEndian.u16(out, 48)).isEqualTo(kept);
    assertThat(LittleEndian.u16(out, 6)).isEqualTo(flags);
  }

  @ParameterizedTest
  @CsvSource({"512,1024,0", "513,1024,4"})
  void shouldCutName2_whenItIsLongerThan512Units(int units, int kept, int flags) {
    encode(EventFields.of(4).name2(UnicodeString.of("n".repeat(units))));
    assertThat(LittleEndian.u16(out, 50)).isEqualTo(kept);
    assertThat(LittleEndian.u16(out, 6)).isEqualTo(flags);
  }

  @Test
  void shouldKeepOneUnitLess_whenTheCutPartsASurrogatePair() {
    encode(EventFields.of(1).name(UnicodeString.of("n".repeat(1023) + "\uD83D\uDE00")));
    assertThat(LittleEndian.u16(out, 48)).isEqualTo(2046);
    encode(EventFields.of(4).name2(UnicodeString.of("n".repeat(511) + "\uD83D\uDE00")));
    assertThat(LittleEndian.u16(out, 50)).isEqualTo(1022);
  }

  @Test
  void shouldKeepAllUnits_whenTheLastOneKeptIsAnUnpairedHighSurrogate() {
    encode(EventFields.of(1).name(UnicodeString.of("n".repeat(1023) + "\uD83D" + "x")));
    assertThat(LittleEndian.u16(out, 48)).isEqualTo(2048);
    encode(EventFields.of(1).name(UnicodeString.of("n".repeat(1023) + "\uD83D\uD83D\uDE00")));
    assertThat(LittleEndian.u16(out, 48)).isEqualTo(2048);
    encode(EventFields.of(1).name(UnicodeString.of("n".repeat(1023) + "\uD83D")));
    assertThat(LittleEndian.u16(out, 48)).isEqualTo(2048);
    assertThat(LittleEndian.u16(out, 6)).isZero();
  }

  @Test
  void shouldCopyNulsAndUnpairedSurrogates_asTheyAre() {
    encode(EventFields.of(1).name(UnicodeString.of("\0\uDE00\uD83D")));
    assertThat(Arrays.copyOfRange(out, 56, 62))
        .containsExactly(0, 0, 0, (byte) 0xDE, 0x3D, (byte) 0xD8);
  }

  @Test
  void shouldIgnoreAnOddLastByte_inBothNames() {
    UnicodeString odd = UnicodeString.ofBytes(new byte[] {'a', 0, 'b'});
    encode(EventFields.of(6).name(odd).name2(odd));
    assertThat(Arrays.copyOfRange(out, 48, 64))
        .containsExactly(2, 0, 2, 0, 0, 0, 0, 0, 'a', 0, 'a', 0, 0, 0, 0, 0);
  }

  @Property
  void shouldPadToEightWithZeros_whateverTheNames(
      @ForAll @IntRange(max = 1100) int units, @ForAll @IntRange(max = 600) int units2) {
    UnicodeString name = UnicodeString.of("\u4141".repeat(units));
    int size =
        encode(EventFields.of(10).name(name).name2(UnicodeString.of("\u4141".repeat(units2))));
    int used = 56 + LittleEndian.u16(out, 48) + LittleEndian.u16(out, 50);
    assertThat(size % 8).isZero();
    assertThat(size - used).isBetween(0, 7);
    for (int i = used; i < size; i++) {
      assertThat(out[i]).isZero();
    }
    assertThat(out[size]).isEqualTo((byte) 0xCC);
  }
}
