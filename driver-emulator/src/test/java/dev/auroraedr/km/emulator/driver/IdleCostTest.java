package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.world.FileWorld;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** STR-12: what nobody wants costs nothing, in memory of the host neither. */
class IdleCostTest {
  private static final int OPERATIONS = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void shouldCostNothing_whenNoStreamWantsFileOperations() {
    try (Rig rig = Rig.loaded()) {
      rig.machine.kernel().calls().observe(null);
      RigClient client = rig.client();
      client.open(EventMask.PROCESS | EventMask.REGISTRY, 0);
      useFiles(rig);
      FilterManager flt = rig.machine.kernel().callbacks().flt();
      long locks = rig.machine.kernel().ke().locksTaken();
      long pool = rig.machine.pool().driverUsage().allocations();
      long names = flt.nameQueries();
      long allocated = useFiles(rig);
      assertThat(allocated).isLessThan(OPERATIONS);
      assertThat(rig.machine.kernel().ke().locksTaken()).isEqualTo(locks);
      assertThat(rig.machine.pool().driverUsage().allocations()).isEqualTo(pool);
      assertThat(flt.nameQueries()).isEqualTo(names);
      client.close();
    }
  }

  /** Bytes of host memory that the operations allocated: less than one each is none. */
  private long useFiles(Rig rig) {
    FileWorld files = rig.machine.world().files();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < OPERATIONS; i++) {
      files.create(rig.thread, rig.file, 1, 0);
      files.write(rig.thread, rig.file, 1, 0);
      files.cleanup(rig.thread, rig.file, 0);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
