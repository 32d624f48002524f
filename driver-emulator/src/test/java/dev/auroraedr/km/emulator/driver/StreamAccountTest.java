package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamAccountTest {
  private final StreamAccount account = new StreamAccount();

  @Test
  void shouldNumberFromOneWithoutHoles_whenEventsCome() {
    assertThat(account.numberNext()).isEqualTo(1);
    assertThat(account.numberNext()).isEqualTo(2);
  }

  @Test
  void shouldTellDropsOnce_whenBatchesAreBuilt() {
    account.countDropped(3);
    assertThat(account.takeDroppedSinceBatch()).isEqualTo(3);
    assertThat(account.takeDroppedSinceBatch()).isZero();
    account.countDropped(1);
    assertThat(account.takeDroppedSinceBatch()).isEqualTo(1);
    assertThat(account.dropped()).isEqualTo(4);
  }

  @Test
  void shouldStopAtAllOnes_whenMoreAreDroppedThanABatchCanTell() {
    account.countDropped(0x1_0000_0005L);
    assertThat(account.takeDroppedSinceBatch()).isEqualTo(0xFFFFFFFF);
    assertThat(account.takeDroppedSinceBatch()).isZero();
    assertThat(account.dropped()).isEqualTo(0x1_0000_0005L);
  }
}
