package dev.auroraedr.km.emulator.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.Verifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ExAllocatePool2 and ExFreePoolWithTag; dirty memory as in facts 1.2 and 1.3. */
final class NonPagedPoolTest {
  private final KernelCalls calls = new KernelCalls();
  private final NonPagedPool pool = pool(1 << 20, false);

  private NonPagedPool pool(long bytes, boolean poison) {
    return new NonPagedPool(calls, new Verifier(), new PoolLimits(bytes, 1 << 16, poison));
  }

  @Test
  void shouldHandOutOldBytes_whenBlockIsUsedAgain() {
    PoolBlock first = pool.allocateNonPaged(40, "Test");
    first.bytes()[39] = 7;
    pool.free(first, "Test");
    assertThat(pool.allocateNonPaged(33, "Test").bytes()[39]).isEqualTo((byte) 7);
  }

  @Test
  void shouldHandOutPoison_whenMachinePoisons() {
    NonPagedPool poisoned = pool(1 << 20, true);
    PoolBlock block = poisoned.allocateNonPaged(16, "Test");
    assertThat(block.bytes()).containsOnly(NonPagedPool.POISON);
  }

  @Test
  void shouldReturnNull_whenToldToFailOrTooLargeOrExhausted() {
    calls.observe(new FaultPlan().fail("ExAllocatePool2", 2));
    assertThat(pool.allocateNonPaged(8, "Test")).isNotNull();
    assertThat(pool.allocateNonPaged(8, "Test")).isNull();
    assertThat(pool.allocateNonPaged((1 << 16) + 1, "Test")).isNull();
    List<PoolBlock> blocks = new ArrayList<>();
    for (PoolBlock block = pool.allocateNonPaged(1 << 16, "Test");
        block != null;
        block = pool.allocateNonPaged(1 << 16, "Test")) {
      blocks.add(block);
    }
    assertThat(blocks).hasSize(15);
    pool.free(blocks.remove(0), "Test");
    assertThat(pool.allocateNonPaged(1 << 16, "Test")).isNotNull();
  }

  @Test
  void shouldStop_whenBlockIsFreedTwiceOrUsedAfterItsFree() {
    PoolBlock block = pool.allocateNonPaged(8, "Test");
    pool.free(block, "Test");
    assertThatThrownBy(block::bytes).isInstanceOf(BugCheckException.class);
    assertThatThrownBy(() -> pool.free(block, "Test"))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("freed twice");
  }

  @Test
  void shouldStop_whenSizeIsZeroOrTagIsNoTag() {
    assertThatThrownBy(() -> pool.allocateNonPaged(0, "Test"))
        .isInstanceOf(BugCheckException.class);
    assertThatThrownBy(() -> pool.allocateNonPaged(1, "Toolong"))
        .isInstanceOf(BugCheckException.class);
  }

  @Test
  void shouldCountDriversApartFromSystem_whenBothAllocate() {
    PoolBlock own = pool.allocateForSystem(100, "Io  ", "IoAllocateIrp");
    PoolBlock block = pool.allocateNonPaged(50, "Test");
    assertThat(pool.systemBytes()).isEqualTo(100);
    assertThat(pool.driverUsage()).isEqualTo(new PoolUsage("*", 1, 1, 50));
    pool.free(block, "Test");
    pool.freeForSystem(own);
    assertThat(pool.driverUsage()).isEqualTo(new PoolUsage("*", 1, 0, 0));
    assertThat(pool.driverBlocks()).isEmpty();
    assertThat(pool.systemBytes()).isZero();
  }
}
