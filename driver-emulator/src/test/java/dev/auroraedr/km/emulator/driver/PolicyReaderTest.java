package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
  private static final String OWN = "\\REGISTRY\\MACHINE\\SOFTWARE\\Acme";

  private final Rig rig = Rig.boot();
  private final PolicyReader reader = DriverParts.standard().policyReader(rig.machine.kernel());

  @AfterEach
  void close() {
    rig.faults.clear();
    rig.close();
  }

  private Policy read() {
    assertThat(reader.read()).isZero();
    reader.free();
    return reader.policy();
  }

  @Test
  void shouldHoldTheDefaults_whenTheKeyHasNoValues() {
    assertThat(read()).isEqualTo(Policy.defaults());
    assertThat(read().monitoredKeys()).hasSize(56);
  }

  @Test
  void shouldCloseTheKeyAndFreeItsBuffers_whenValuesAreRead() {
    rig.setPolicy("MonitoredKeys", OWN);
    rig.faults.startTrace();
    assertThat(read().monitoredKeys()).containsExactly(OWN, PolicyDefaults.load().serviceKey());
    assertThat(rig.faults.stopTrace()).contains("ZwOpenKey", "ZwQueryValueKey", "ZwClose");
    assertThat(rig.machine.kernel().callbacks().registry().held()).isEmpty();
    assertThat(rig.machine.pool().driverBlocks()).isEmpty();
  }

  @Test
  void shouldHoldTheDefaults_whenTheKeyCannotBeOpened() {
    rig.setPolicy("MonitoredKeys", OWN);
    rig.faults.failAll("ZwOpenKey");
    assertThat(read()).isEqualTo(Policy.defaults());
  }

  @Test
  void shouldCountAValueAsMissingAlone_whenItCannotBeRead() {
    rig.setPolicy("MonitoredKeys", OWN);
    rig.setPolicy("BlockedKeys", OWN);
    // Four values are asked for once as long as the first three are missing, the fourth twice.
    rig.faults.fail("ZwQueryValueKey", 5);
    Policy policy = read();
    assertThat(policy.monitoredKeys()).isEqualTo(Policy.defaults().monitoredKeys());
    assertThat(policy.blockedKeys()).containsExactly(OWN);
  }

  @Test
  void shouldReadNothing_whenAValueIsTooLarge() {
    rig.machine
        .kernel()
        .callbacks()
        .registry()
        .content()
        .setValue(
            PolicyDefaults.load().serviceKey() + "\\Parameters",
            "MonitoredKeys",
            KeyValue.REG_MULTI_SZ,
            new byte[1_048_577]);
    long before = rig.machine.pool().driverUsage().allocations();
    assertThat(read()).isEqualTo(Policy.defaults());
    assertThat(rig.machine.pool().driverUsage().allocations() - before).isEqualTo(1);
  }

  @Test
  void shouldFailTheLoadAndLeaveNothing_whenMemoryIsShort() {
    for (String value : List.of("MonitoredKeys", "BlockedKeys")) {
      rig.setPolicy(value, OWN);
    }
    for (int nth = 1; nth <= 3; nth++) {
      rig.faults.fail("ExAllocatePool2", nth);
      assertThat(rig.load(DriverParts.standard())).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
      rig.faults.clear();
      assertThat(rig.machine.pool().driverBlocks()).isEmpty();
      assertThat(rig.machine.kernel().callbacks().registry().held()).isEmpty();
    }
  }
}
