package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The enums restate generated constants by their order: this holds the two together. */
class WireValuesTest {
  @Test
  void shouldHaveGeneratedCodes() {
    assertThat(codes(CallbackHealth.values(), CallbackHealth::code))
        .isEqualTo(constants(dev.auroraedr.km.abi.CallbackHealth.class));
    assertThat(codes(FilterStatus.values(), FilterStatus::code))
        .isEqualTo(constants(dev.auroraedr.km.abi.FilterStatus.class));
    assertThat(codes(ProtectionMode.values(), ProtectionMode::code))
        .isEqualTo(constants(dev.auroraedr.km.abi.ProtectionMode.class));
    assertThat(codes(RegistryApi.values(), RegistryApi::code))
        .isEqualTo(constants(dev.auroraedr.km.abi.RegistryApi.class));
    assertThat(codes(EventType.values(), EventType::code))
        .isEqualTo(constants(dev.auroraedr.km.abi.EventType.class));
  }

  @Test
  void shouldGiveEveryTypeItsMaskBit() {
    assertThat(EventType.values()).allMatch(type -> Integer.bitCount(type.maskBit()) == 1);
  }

  private static <E extends Enum<E>> Map<String, Integer> codes(
      E[] values, java.util.function.ToIntFunction<E> code) {
    return Arrays.stream(values).collect(Collectors.toMap(Enum::name, code::applyAsInt));
  }

  private static Map<String, Integer> constants(Class<?> generated) {
    return Arrays.stream(generated.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .collect(Collectors.toMap(Field::getName, WireValuesTest::valueOf));
  }

  private static Integer valueOf(Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
