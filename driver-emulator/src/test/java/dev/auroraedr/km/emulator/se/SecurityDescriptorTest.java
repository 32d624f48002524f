package dev.auroraedr.km.emulator.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.emulator.ke.NotModelledException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts 3: SDDL for device objects and the access check. */
final class SecurityDescriptorTest {
  private static final int READ = AccessMask.mapFile(AccessMask.GENERIC_READ);
  private static final int WRITE = AccessMask.mapFile(AccessMask.GENERIC_WRITE);

  @Test
  void shouldAdmitSystemAndAdministratorsOnly_whenDescriptorIsSysAllAdmAll() {
    SecurityDescriptor descriptor = SecurityDescriptor.parse("D:P(A;;GA;;;SY)(A;;GA;;;BA)");
    assertThat(descriptor.accessCheck(Token.system(), READ | WRITE)).isEqualTo(READ | WRITE);
    assertThat(descriptor.accessCheck(Token.administrator(), READ)).isEqualTo(READ);
    assertThat(descriptor.accessCheck(Token.filteredAdministrator(), READ)).isZero();
    assertThat(descriptor.accessCheck(Token.ordinaryUser(), READ)).isZero();
    assertThat(descriptor.accessCheck(Token.localService(), READ)).isZero();
  }

  @Test
  void shouldDenyWhatComesFirst_whenEntriesContradict() {
    SecurityDescriptor denyFirst = SecurityDescriptor.parse("D:(D;;GW;;;BA)(A;;GA;;;WD)");
    assertThat(denyFirst.accessCheck(Token.administrator(), 0x2)).isZero();
    assertThat(denyFirst.accessCheck(Token.filteredAdministrator(), 0x2))
        .as("a deny-only group is denied")
        .isZero();
    assertThat(denyFirst.accessCheck(Token.ordinaryUser(), 0x2)).isEqualTo(0x2);
    SecurityDescriptor allowFirst = SecurityDescriptor.parse("D:(A;;GA;;;WD)(D;;GW;;;BA)");
    assertThat(allowFirst.accessCheck(Token.administrator(), 0x2)).isEqualTo(0x2);
  }

  @Test
  void shouldGrantAllAllowed_whenMaximumIsAskedFor() {
    SecurityDescriptor descriptor = SecurityDescriptor.parse("D:P(A;;0x1;;;S-1-5-18)");
    assertThat(descriptor.accessCheck(Token.system(), AccessMask.MAXIMUM_ALLOWED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A;;GA;;;SY",
        "D:P(A;;GA;;;SY",
        "D:P(A;;GA)",
        "D:P(A;;ZZ;;;SY)",
        "D:P(A;;GA;;;QQ)",
        "D:P(A;;G;;;SY)"
      })
  void shouldRefuse_whenTextIsMalformed(String sddl) {
    assertThatThrownBy(() -> SecurityDescriptor.parse(sddl))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SDDL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"D:P(AU;;GA;;;SY)", "D:P(A;OI;GA;;;SY)"})
  void shouldNameIt_whenNotModelled(String sddl) {
    assertThatThrownBy(() -> SecurityDescriptor.parse(sddl))
        .isInstanceOf(NotModelledException.class);
  }
}
