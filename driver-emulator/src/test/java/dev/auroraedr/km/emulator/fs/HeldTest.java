package dev.auroraedr.km.emulator.fs;

import static dev.auroraedr.km.emulator.fs.FileRig.C;
import static dev.auroraedr.km.emulator.fs.FileRig.OPEN_IF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operations that the file system keeps, and writes in all their forms. */
class HeldTest {
  private final FileRig rig = new FileRig();
  private final FilterManager manager = rig.machine.kernel().callbacks().flt();
  private final List<String> seen = new ArrayList<>();

  private void watch(int function, FilterCallbacks.Pre pre) {
    FilterCallbacks callbacks =
        new FilterCallbacks(
            pre,
            (data, context, flags) ->
                seen.add(
                    "irql "
                        + rig.machine.kernel().ke().currentIrql()
                        + " process "
                        + rig.machine.ps().currentProcess().processId()));
    FilterRegistration registration = new FilterRegistration("1", Map.of(function, callbacks));
    manager.startFiltering(manager.registerFilter(registration).filter());
  }

  @Test
  void shouldCompleteElsewhere_atDispatchLevelInAnotherProcess() {
    watch(MajorFunction.CLEANUP, data -> PreOperation.SUCCESS_WITH_CALLBACK);
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    HeldOperation held = rig.files.beginClose(rig.thread, file);
    assertThat(seen).isEmpty();
    assertThat(held.finishElsewhere()).isZero();
    assertThat(seen).containsExactly("irql 2 process 4");
    assertThat(rig.machine.kernel().ke().currentIrql()).isZero();
  }

  @Test
  void shouldHoldACreate_untilTheFileSystemGoesOn() {
    HeldOpen held = rig.files.beginOpen(rig.request(C + "\\a.exe", OPEN_IF));
    assertThat(rig.filter.log).containsExactly("create " + C + "\\a.exe");
    assertThat(held.finish().status()).isZero();
    assertThat(rig.filter.log).endsWith("up STATUS_SUCCESS");
  }

  @Test
  void shouldSendAFastWriteAgainAsAnIrp_onlyIfItWasDisallowed() {
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    rig.files.write(rig.thread, file, WriteRequest.fast(1, 0));
    watch(
        MajorFunction.WRITE,
        data -> {
          seen.add(data.isFastIo() ? "fast" : "irp");
          return data.isFastIo() ? PreOperation.DISALLOW_FASTIO : PreOperation.SUCCESS_NO_CALLBACK;
        });
    assertThat(rig.filter.log).hasSize(4);
    assertThat(rig.files.write(rig.thread, file, WriteRequest.fast(1, 0))).isZero();
    assertThat(seen).containsExactly("fast", "irp");
    assertThat(rig.filter.log)
        .endsWith(
            "write " + C + "\\a.exe",
            "up STATUS_FLT_DISALLOW_FAST_IO",
            "write " + C + "\\a.exe",
            "up STATUS_SUCCESS");
  }

  @Test
  void shouldMarkThePartsOfAWriteIntoTheCache() {
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    watch(
        MajorFunction.WRITE,
        data -> {
          seen.add("minor " + data.minorFunction());
          return PreOperation.SUCCESS_NO_CALLBACK;
        });
    rig.files.write(rig.thread, file, WriteRequest.mdl(1, 0));
    rig.files.write(rig.thread, file, WriteRequest.mdlComplete(1, 0));
    assertThat(seen).containsExactly("minor 2", "minor " + (2 | CallbackData.IRP_MN_COMPLETE));
  }
}
