package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AltitudeSearchTest {
  private final AltitudeSearch search = new AltitudeSearch();
  private final List<Integer> tried = new ArrayList<>();

  private AltitudeSearch.Outcome searchUntil(int free, int status) {
    return search.from(
        AltitudeSearch.FIRST,
        altitude -> {
          tried.add(altitude);
          return altitude == free ? status : NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
        });
  }

  @ParameterizedTest
  @CsvSource({
    "385000, 1",
    "385001, 2",
    "389999, 5000",
    "380000, 5001",
    "380001, 5002",
    "384999, 10000"
  })
  void shouldTryUpwardsFirst_thenTheLowerHalf(int free, int attempts) {
    assertThat(searchUntil(free, NtStatus.SUCCESS))
        .isEqualTo(new AltitudeSearch.Outcome(NtStatus.SUCCESS, free));
    assertThat(tried).hasSize(attempts);
    assertThat(tried)
        .isEqualTo(
            IntStream.concat(
                    IntStream.rangeClosed(385000, 389999), IntStream.rangeClosed(380000, 384999))
                .limit(attempts)
                .boxed()
                .toList());
  }

  @Test
  void shouldEndWithTheCollision_whenAllAreTaken() {
    assertThat(searchUntil(0, NtStatus.SUCCESS))
        .isEqualTo(new AltitudeSearch.Outcome(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, 384999));
    assertThat(tried).hasSize(10_000).doesNotHaveDuplicates();
  }

  @Test
  void shouldEndWithTheStatus_whenAnythingElseFails() {
    assertThat(searchUntil(385002, NtStatus.ACCESS_DENIED))
        .isEqualTo(new AltitudeSearch.Outcome(NtStatus.ACCESS_DENIED, 385002));
    assertThat(tried).hasSize(3);
  }

  @Test
  void shouldEndWithTheStatus_whenAnAttemptCannotBePrepared() {
    AltitudeSearch.Outcome outcome =
        search.from(
            AltitudeSearch.FIRST,
            altitude -> altitude == 385001 ? NtStatus.OBJECT_NAME_COLLISION : NtStatus.SUCCESS,
            altitude -> {
              tried.add(altitude);
              return NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
            });
    assertThat(outcome)
        .isEqualTo(new AltitudeSearch.Outcome(NtStatus.OBJECT_NAME_COLLISION, 385001));
    assertThat(tried).containsExactly(385000);
  }

  @ParameterizedTest
  @ValueSource(ints = {380000, 382500, 385001, 389999})
  void shouldComeRoundToJustBelow_whenStartedElsewhere(int first) {
    search.from(
        first,
        altitude -> {
          tried.add(altitude);
          return NtStatus.OBJECT_NAME_COLLISION;
        });
    assertThat(tried).hasSize(10_000).doesNotHaveDuplicates();
    assertThat(tried.get(0)).isEqualTo(first);
    assertThat(tried.get(9_999)).isEqualTo(first == 380000 ? 389999 : first - 1);
  }
}
