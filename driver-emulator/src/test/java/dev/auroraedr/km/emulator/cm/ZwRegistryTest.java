package dev.auroraedr.km.emulator.cm;

import static dev.auroraedr.km.emulator.cm.RegistryRig.SOFTWARE;
import static dev.auroraedr.km.emulator.cm.RegistryRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZwRegistryTest {
  private static final String KEY = SOFTWARE + "\\K";

  private final RegistryRig rig = new RegistryRig();
  private final ZwRegistry zw = rig.registry.zw();

  private long open(String path) {
    KeyHandle opened = zw.openKey(text(path), 0);
    assertThat(opened.status()).isZero();
    return opened.handle();
  }

  @Test
  void shouldOpenUseAndClose_withKernelHandles() {
    assertThat(zw.openKey(text(KEY), 0).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    KeyHandle made = zw.createKey(0, text(KEY), 0);
    assertThat(made.created()).isTrue();
    assertThat(made.handle()).isNegative();
    KeyHandle below = zw.createKey(made.handle(), text("x"), 0);
    assertThat(rig.content.find(KEY + "\\x")).isNotNull();
    assertThat(rig.registry.held()).containsExactly("2 kernel handles of registry keys");
    assertThat(zw.deleteKey(below.handle())).isZero();
    assertThat(zw.close(below.handle())).isZero();
    assertThat(zw.close(below.handle())).isEqualTo(NtStatus.INVALID_HANDLE);
    assertThat(zw.close(made.handle())).isZero();
    assertThat(rig.registry.held()).isEmpty();
  }

  @Test
  void shouldTellSizes_whenTheBufferIsShort() {
    rig.content.setValue(KEY, "v", KeyValue.REG_BINARY, new byte[] {1, 2, 3, 4, 5});
    long key = open(KEY);
    assertThat(zw.queryValueKey(key, text("v"), new byte[11], 11))
        .isEqualTo(new QueryValueResult(NtStatus.BUFFER_TOO_SMALL, 17));
    byte[] part = new byte[14];
    assertThat(zw.queryValueKey(key, text("V"), part, part.length))
        .isEqualTo(new QueryValueResult(NtStatus.BUFFER_OVERFLOW, 17));
    assertThat(part).containsExactly(0, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 1, 2);
    byte[] slack = new byte[32];
    assertThat(zw.queryValueKey(key, text("v"), slack, 14).status())
        .isEqualTo(NtStatus.BUFFER_OVERFLOW);
    assertThat(slack).startsWith(part).endsWith(new byte[18]);
    byte[] whole = new byte[17];
    assertThat(zw.queryValueKey(key, text("v"), whole, whole.length))
        .isEqualTo(new QueryValueResult(NtStatus.SUCCESS, 17));
    assertThat(whole).endsWith(1, 2, 3, 4, 5);
    assertThat(zw.queryValueKey(key, text("w"), whole, whole.length))
        .isEqualTo(new QueryValueResult(NtStatus.OBJECT_NAME_NOT_FOUND, 0));
    zw.close(key);
  }

  @Test
  void shouldSetAndDeleteValues() {
    rig.content.key(KEY);
    long key = open(KEY);
    assertThat(zw.setValueKey(key, text("v"), 1, new byte[] {65, 0})).isZero();
    assertThat(rig.content.value(KEY, "v").data()).containsExactly(65, 0);
    assertThat(zw.deleteValueKey(key, text("v"))).isZero();
    assertThat(zw.deleteValueKey(key, text("v"))).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(zw.setValueKey(key + 4, text("v"), 1, new byte[0]))
        .isEqualTo(NtStatus.INVALID_HANDLE);
    zw.close(key);
  }

  @Test
  void shouldPassTheCallbacks_asAKernelRequestInTheCallingThread() {
    List<String> seen = new ArrayList<>();
    rig.registry.registerCallback(
        (type, information) -> {
          KThread thread = rig.processes.currentThread();
          seen.add(type + " " + thread.threadId() + " " + thread.isPreviousModeKernel());
          return NtStatus.SUCCESS;
        });
    int thread = rig.program.threadOfCaller().threadId();
    KeyObject key = rig.content.key(KEY);
    rig.as(rig.program, () -> rig.registry.nt().setValue(key, text("v"), 1, new byte[0]));
    rig.as(rig.program, () -> zw.close(zw.openKey(text(KEY), 0).handle()));
    rig.as(rig.program, () -> rig.registry.nt().setValue(key, text("v"), 1, new byte[0]));
    assertThat(seen)
        .containsExactly(
            "1 " + thread + " false", "28 " + thread + " true", "1 " + thread + " false");
  }

  @Test
  void shouldReturnWhatACallbackRefusedWith() {
    rig.content.key(KEY);
    rig.registry.registerCallback(rig.noting("a", NtStatus.NOT_FOUND));
    assertThat(zw.openKey(text(KEY), 0)).isEqualTo(new KeyHandle(NtStatus.NOT_FOUND, 0, false));
  }

  @Test
  void shouldNotRedirectADriver_inA32BitProcess() {
    rig.content.key(KEY);
    assertThat(rig.<Integer>as(rig.narrow, () -> zw.close(zw.openKey(text(KEY), 0).handle())))
        .isZero();
    int thin = KeyInformation.KEY_WOW64_32KEY;
    assertThat(zw.openKey(text(KEY), thin).status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldFail_whenAskedTo() {
    rig.content.key(KEY);
    long key = open(KEY);
    FaultPlan plan = new FaultPlan();
    List.of("ZwOpenKey", "ZwCreateKey", "ZwQueryValueKey", "ZwSetValueKey", "ZwDeleteValueKey")
        .forEach(plan::failAll);
    plan.failAll("ZwDeleteKey").failAll("ZwClose");
    rig.calls.observe(plan);
    int failed = NtStatus.INSUFFICIENT_RESOURCES;
    assertThat(zw.openKey(text(KEY), 0).status()).isEqualTo(failed);
    assertThat(zw.createKey(0, text(KEY), 0).status()).isEqualTo(failed);
    assertThat(zw.queryValueKey(key, text("v"), new byte[0], 0).status()).isEqualTo(failed);
    assertThat(zw.setValueKey(key, text("v"), 1, new byte[0])).isEqualTo(failed);
    assertThat(zw.deleteValueKey(key, text("v"))).isEqualTo(failed);
    assertThat(zw.deleteKey(key)).isEqualTo(failed);
    assertThat(zw.close(key)).isZero();
    assertThat(rig.registry.held()).isEmpty();
  }

  @Test
  void shouldFindTheServiceKey_asItsInfWroteIt() {
    for (String place : List.of("Instances", "Parameters\\Instances")) {
      RegistryRig machine = new RegistryRig();
      ServiceKey.install(machine.content, "edr", place, "385000");
      String service = "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr";
      String instance = service + '\\' + place + "\\edr Instance";
      assertThat(machine.content.value(service, "ImagePath").type()).isEqualTo(2);
      assertThat(machine.content.value(service, "Start").data()).containsExactly(3, 0, 0, 0);
      assertThat(machine.content.value(service + '\\' + place, "DefaultInstance").data())
          .hasSize(2 * "edr Instance".length() + 2);
      assertThat(machine.content.value(instance, "Altitude").data())
          .isEqualTo(
              "3\0008\0005\0000\0000\0000\0\0\0"
                  .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      assertThat(machine.content.value(instance, "Flags").data()).containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void shouldOpenByPointer_askingNoCallback_andStayInTheKeysView() {
    rig.registry.registerCallback(rig.noting("a", NtStatus.SUCCESS));
    rig.content.key(KEY + "\\Wide");
    KeyObject wide = rig.content.key(KEY);
    KeyHandle root = zw.openObjectByPointer(wide);
    assertThat(root.status()).isZero();
    assertThat(rig.seen).isEmpty();
    int narrow = KeyInformation.KEY_WOW64_32KEY;
    KeyHandle below = zw.openKey(root.handle(), text("wide"), narrow);
    assertThat(below.status()).isZero();
    assertThat(zw.openKey(text(KEY + "\\Wide"), narrow).status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    zw.close(below.handle());
    assertThat(zw.close(root.handle())).isZero();
    assertThat(rig.registry.held()).isEmpty();
    assertThat(wide.references()).isEqualTo(1);
    rig.calls.observe(new FaultPlan().failAll("ObOpenObjectByPointer"));
    assertThat(zw.openObjectByPointer(wide).status()).isNotZero();
  }
}
