package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterManagerTest {
  private static final int CREATE = 0;
  private static final Volume VOLUME = new Volume("\\Device\\HarddiskVolume3");

  private final KernelCalls calls = new KernelCalls();
  private final FilterManager manager = new FilterManager(calls, List.of(VOLUME));
  private final List<String> seen = new ArrayList<>();
  private final FilterFile file = new FilterFile(VOLUME, FilterFile.Kind.FILE, "\\a.exe");

  private Filter filter(String altitude, int answer) {
    FilterCallbacks callbacks =
        new FilterCallbacks(
            data -> {
              seen.add("pre " + altitude);
              data.setCompletionContext(altitude);
              return answer;
            },
            (data, context) -> seen.add("post " + context));
    RegisterFilterResult result =
        manager.registerFilter(new FilterRegistration(altitude, Map.of(CREATE, callbacks)));
    assertThat(result.status()).isEqualTo(NtStatus.SUCCESS);
    return result.filter();
  }

  private CallbackData create() {
    return new CallbackData().begin(CREATE, null, file);
  }

  @Test
  void shouldCallPreDownAndPostUp_byAltitude() {
    manager.startFiltering(filter("320000.5", PreOperation.SUCCESS_WITH_CALLBACK));
    manager.startFiltering(filter("385000", PreOperation.SUCCESS_WITH_CALLBACK));
    manager.startFiltering(filter("99999", PreOperation.SUCCESS_NO_CALLBACK));
    CallbackData data = create();
    assertThat(manager.run(data, NtStatus.ACCESS_DENIED)).isTrue();
    assertThat(seen)
        .containsExactly("pre 385000", "pre 320000.5", "pre 99999", "post 320000.5", "post 385000");
    assertThat(data.status()).isEqualTo(NtStatus.ACCESS_DENIED);
  }

  @Test
  void shouldHideTheOperationFromBelow_whenAFilterCompletesIt() {
    manager.startFiltering(filter("2", PreOperation.COMPLETE));
    manager.startFiltering(filter("1", PreOperation.SUCCESS_WITH_CALLBACK));
    manager.run(create(), NtStatus.SUCCESS);
    assertThat(seen).containsExactly("pre 2");
  }

  @Test
  void shouldCallNobody_beforeFilteringStartsAndAfterUnregistering() {
    Filter filter = filter("1", PreOperation.SUCCESS_NO_CALLBACK);
    manager.run(create(), NtStatus.SUCCESS);
    assertThat(manager.enumerateInstances(filter).count()).isZero();
    manager.startFiltering(filter);
    assertThat(manager.enumerateInstances(filter).count()).isEqualTo(1);
    assertThat(manager.startFiltering(filter)).isEqualTo(NtStatus.INVALID_PARAMETER);
    manager.unregisterFilter(filter);
    manager.run(create(), NtStatus.SUCCESS);
    assertThat(seen).isEmpty();
    assertThat(manager.registeredFilters()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"385000,true", "0385000,true", "385000.0,true", "385000.5,false"})
  void shouldCompareAltitudes_asDecimalNumbers(String altitude, boolean collides) {
    filter("385000", PreOperation.SUCCESS_NO_CALLBACK);
    int status = manager.registerFilter(new FilterRegistration(altitude, Map.of())).status();
    assertThat(status)
        .isEqualTo(collides ? NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION : NtStatus.SUCCESS);
  }

  @Test
  void shouldCountNameQueriesAndReferences_whenNamesAreAskedFor() {
    CallbackData data = create();
    FileNameInformation name = manager.getFileNameInformation(data, FilterManager.NORMALIZED);
    assertThat(name.name().toString()).isEqualTo("\\Device\\HarddiskVolume3\\a.exe");
    assertThat(manager.nameReferences()).isEqualTo(1);
    manager.releaseFileNameInformation(name);
    calls.observe(call -> NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(manager.getFileNameInformation(data, FilterManager.NORMALIZED)).isNull();
    assertThat(manager.nameQueries()).isEqualTo(2);
    assertThat(manager.nameReferences()).isZero();
  }

  @Test
  void shouldSayWhatIsNotModelled_whenAFilterAnswersWithIt() {
    manager.startFiltering(filter("1", 2));
    assertThatThrownBy(() -> manager.run(create(), NtStatus.SUCCESS))
        .isInstanceOf(NotModelledException.class)
        .hasMessageContaining("FLT_PREOP_CALLBACK_STATUS 2");
  }

  @Test
  void shouldSendAnIrpAgain_onlyWhereFastIoWasDisallowed() {
    manager.startFiltering(filter("1", PreOperation.DISALLOW_FASTIO));
    assertThat(manager.run(create().fastIo(true), NtStatus.SUCCESS)).isFalse();
    assertThatThrownBy(() -> manager.run(create(), NtStatus.SUCCESS))
        .isInstanceOf(NotModelledException.class);
  }
}
