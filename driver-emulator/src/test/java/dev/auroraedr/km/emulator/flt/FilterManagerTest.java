package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations on their way through filters. */
class FilterManagerTest {
  private final FilterRig rig = new FilterRig(AltitudeCollision.REGISTER);
  private final FilterManager manager = rig.manager;

  @Test
  void shouldCallPreDownAndPostUp_byAltitude() {
    rig.started("320000.5", PreOperation.SUCCESS_WITH_CALLBACK);
    rig.started("385000", PreOperation.SUCCESS_WITH_CALLBACK);
    rig.started("99999", PreOperation.SUCCESS_NO_CALLBACK);
    rig.started("1000000", PreOperation.SUCCESS_NO_CALLBACK);
    CallbackData data = rig.create();
    assertThat(manager.run(data, NtStatus.ACCESS_DENIED)).isTrue();
    assertThat(rig.seen)
        .containsExactly(
            "pre 1000000",
            "pre 385000",
            "pre 320000.5",
            "pre 99999",
            "post 320000.5",
            "post 385000");
    assertThat(data.status()).isEqualTo(NtStatus.ACCESS_DENIED);
  }

  @Test
  void shouldCallPostOfManyFilters_whenMoreStandThanUsual() {
    for (int altitude = 10; altitude < 30; altitude++) {
      rig.started(Integer.toString(altitude), PreOperation.SUCCESS_WITH_CALLBACK);
    }
    manager.run(rig.create(), NtStatus.SUCCESS);
    assertThat(rig.seen).hasSize(40).startsWith("pre 29").endsWith("post 28", "post 29");
  }

  @Test
  void shouldHideACompletedOperationFromBelow_andShowItAbove() {
    rig.started("3", PreOperation.SUCCESS_WITH_CALLBACK);
    rig.started("2", PreOperation.COMPLETE);
    rig.started("1", PreOperation.SUCCESS_WITH_CALLBACK);
    CallbackData data = rig.create();
    data.setStatus(NtStatus.ACCESS_DENIED);
    manager.run(data, NtStatus.SUCCESS);
    assertThat(rig.seen).containsExactly("pre 3", "pre 2", "post 3");
    assertThat(data.status()).isEqualTo(NtStatus.ACCESS_DENIED);
  }

  @Test
  void shouldCallPostOnly_whenNoPreIsRegistered() {
    FilterCallbacks callbacks =
        new FilterCallbacks(null, (data, context, flags) -> rig.seen.add("post " + context));
    rig.started(new FilterRegistration("1", Map.of(FilterRig.CREATE, callbacks)));
    manager.run(rig.create(), NtStatus.SUCCESS);
    assertThat(rig.seen).containsExactly("post null");
  }

  @Test
  void shouldCallNobody_beforeFilteringStartsAndAfterUnregistering() {
    Filter filter = rig.registered(rig.noting("1", PreOperation.SUCCESS_NO_CALLBACK));
    manager.run(rig.create(), NtStatus.SUCCESS);
    assertThat(manager.enumerateInstances(filter).count()).isZero();
    manager.startFiltering(filter);
    assertThat(manager.enumerateInstances(filter).count()).isEqualTo(2);
    assertThat(manager.startFiltering(filter)).isEqualTo(NtStatus.INVALID_PARAMETER);
    manager.unregisterFilter(filter);
    manager.run(rig.create(), NtStatus.SUCCESS);
    assertThat(rig.seen).isEmpty();
    assertThat(manager.registeredFilters()).isZero();
  }

  @Test
  void shouldSayWhatIsNotModelled_whenAFilterAnswersWithIt() {
    rig.started("1", 2);
    assertThatThrownBy(() -> manager.run(rig.create(), NtStatus.SUCCESS))
        .isInstanceOf(NotModelledException.class)
        .hasMessageContaining("FLT_PREOP_CALLBACK_STATUS 2");
    assertThatThrownBy(() -> manager.getFileNameInformation(rig.create(), 0x201))
        .isInstanceOf(NotModelledException.class)
        .hasMessageContaining("0x201");
  }

  @Test
  void shouldStop_whenAPostIsAskedForAndThereIsNone() {
    FilterCallbacks callbacks =
        new FilterCallbacks(data -> PreOperation.SUCCESS_WITH_CALLBACK, null);
    rig.started(new FilterRegistration("1", Map.of(FilterRig.CREATE, callbacks)));
    assertThatThrownBy(() -> manager.run(rig.create(), NtStatus.SUCCESS))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("0xF5");
  }

  @Test
  void shouldDisallowFastIo_andTellTheFiltersAbove() {
    rig.started("3", PreOperation.SUCCESS_WITH_CALLBACK);
    rig.started("2", PreOperation.DISALLOW_FASTIO);
    rig.started("1", PreOperation.SUCCESS_WITH_CALLBACK);
    CallbackData data = rig.create().fastIo(true);
    assertThat(manager.run(data, NtStatus.SUCCESS)).isFalse();
    assertThat(rig.seen).containsExactly("pre 3", "pre 2", "post 3");
    assertThat(data.status()).isEqualTo(NtStatus.FLT_DISALLOW_FAST_IO);
    assertThatThrownBy(() -> manager.run(rig.create(), NtStatus.SUCCESS))
        .hasMessageContaining("FLT_PREOP_DISALLOW_FASTIO to an IRP");
  }

  @ParameterizedTest
  @ValueSource(ints = {MajorFunction.CLEANUP, MajorFunction.CLOSE})
  void shouldStop_whenAFilterFailsWhatCannotFail(int function) {
    FilterCallbacks failing =
        new FilterCallbacks(
            data -> {
              data.setStatus(NtStatus.ACCESS_DENIED);
              return PreOperation.COMPLETE;
            },
            null);
    rig.started(new FilterRegistration("1", Map.of(function, failing)));
    CallbackData data = new CallbackData().begin(function, null, rig.create().file());
    assertThatThrownBy(() -> manager.run(data, NtStatus.SUCCESS))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("completed major function");
  }

  @Test
  void shouldCountNameQueriesAndReferences_whenNamesAreAskedFor() {
    CallbackData data = rig.create();
    NameResult result = manager.getFileNameInformation(data, FilterManager.NORMALIZED);
    assertThat(result.name().name().toString()).isEqualTo("\\Device\\HarddiskVolume3\\a.exe");
    assertThat(manager.nameReferences()).isEqualTo(1);
    manager.releaseFileNameInformation(result.name());
    rig.calls.observe(call -> NtStatus.INSUFFICIENT_RESOURCES);
    NameResult failed = manager.getFileNameInformation(data, FilterManager.NORMALIZED);
    assertThat(failed).isEqualTo(new NameResult(NtStatus.INSUFFICIENT_RESOURCES, null));
    assertThat(manager.nameQueries()).isEqualTo(2);
    assertThat(manager.nameReferences()).isZero();
  }

  @Test
  void shouldRefuseNames_whereWindowsHasNone() {
    FilterFile file = rig.create().file();
    CallbackData close = new CallbackData().begin(MajorFunction.CLOSE, null, file);
    CallbackData paging = new CallbackData().begin(MajorFunction.WRITE, null, file);
    paging.flags(CallbackData.IRP_PAGING_IO, 0, 0);
    CallbackData cleanedUp = new CallbackData().begin(MajorFunction.CLEANUP, null, file);
    manager.run(cleanedUp, NtStatus.SUCCESS);
    for (CallbackData data : new CallbackData[] {close, paging, cleanedUp}) {
      assertThat(manager.getFileNameInformation(data, FilterManager.OPENED).status())
          .isEqualTo(NtStatus.FLT_INVALID_NAME_REQUEST);
    }
    assertThat(manager.getFileNameInformation(rig.create(), FilterManager.SHORT).status())
        .isEqualTo(NtStatus.FLT_INVALID_NAME_REQUEST);
  }

  @Test
  void shouldStop_whenANameIsAskedForAtDispatchLevel() {
    CallbackData data = rig.create();
    assertThatThrownBy(
            () ->
                rig.ke.atDispatchLevel(
                    () -> manager.getFileNameInformation(data, FilterManager.NORMALIZED)))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("FltGetFileNameInformation called at DISPATCH_LEVEL");
  }
}
