package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** STR-12: a registry operation that matches nothing takes no memory of the host. */
class RegistryCallbackCostTest {
  private static final int OPERATIONS = 20_000;
  private static final String PLAIN = "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Plain";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private RegistryCallback callback;

  private final DriverParts parts =
      new DriverParts() {
        @Override
        public RegistryCallback registryCallback(
            Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
          callback = new RegistryCallback(kernel, publisher, policy);
          return callback;
        }
      };

  @Test
  void shouldAllocateNothing_whenNothingMatches() {
    try (Rig rig = Rig.boot()) {
      rig.setPolicy("BlockedKeys", "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Vault");
      assertThat(rig.load(parts)).isZero();
      rig.machine.kernel().calls().observe(null);
      RigClient client = rig.client();
      client.open(EventMask.REGISTRY, 0);
      KeyObject key = rig.machine.world().registry().key(PLAIN);
      UnicodeString name = UnicodeString.of("name");
      KeyInformation write = KeyInformation.ofValue(key, name, 1, 2);
      KeyInformation create = KeyInformation.ofCreate(key, UnicodeString.of(PLAIN + "\\x"), 0);
      useKeys(write, create);
      assertThat(useKeys(write, create)).isLessThan(OPERATIONS);
      client.close();
    }
  }

  private long useKeys(KeyInformation write, KeyInformation create) {
    long before = threads.getCurrentThreadAllocatedBytes();
    int refused = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      refused |= callback.notify(NotifyClass.PRE_SET_VALUE_KEY, write);
      refused |= callback.notify(NotifyClass.PRE_CREATE_KEY_EX, create);
      refused |= callback.notify(NotifyClass.PRE_SET_KEY_SECURITY, write);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(refused).isEqualTo(NtStatus.SUCCESS);
    return allocated;
  }
}
