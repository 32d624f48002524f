package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A filter manager with three volumes, and filters that note what they see. */
final class FilterRig {
  static final int CREATE = MajorFunction.CREATE;

  final Volume system = new Volume("\\Device\\HarddiskVolume3");
  final Volume data = new Volume("\\Device\\HarddiskVolume4", VolumeKind.REMOVABLE, false);
  final Volume pipes = new Volume("\\Device\\NamedPipe", VolumeKind.NAMED_PIPE, false);
  final KernelCalls calls = new KernelCalls();
  final Verifier verifier = new Verifier();
  final Ke ke = new Ke(calls, verifier, SystemClock.virtual());
  final List<String> seen = new ArrayList<>();
  final FilterManager manager;

  FilterRig(AltitudeCollision collision) {
    manager = new FilterManager(ke, null, collision, List.of(system, data, pipes));
  }

  FilterRegistration noting(String altitude, int answer) {
    FilterCallbacks callbacks =
        new FilterCallbacks(
            operation -> {
              seen.add("pre " + altitude);
              operation.setCompletionContext(altitude);
              return answer;
            },
            (operation, context, flags) ->
                seen.add((flags == 0 ? "post " : "draining ") + context));
    return new FilterRegistration(altitude, Map.of(CREATE, callbacks));
  }

  Filter registered(FilterRegistration registration) {
    RegisterFilterResult result = manager.registerFilter(registration);
    assertThat(result.status()).isEqualTo(NtStatus.SUCCESS);
    return result.filter();
  }

  Filter started(FilterRegistration registration) {
    Filter filter = registered(registration);
    assertThat(manager.startFiltering(filter)).isEqualTo(NtStatus.SUCCESS);
    return filter;
  }

  Filter started(String altitude, int answer) {
    return started(noting(altitude, answer));
  }

  CallbackData create() {
    return create(system);
  }

  CallbackData create(Volume volume) {
    FilterFile file = new FilterFile(volume, FilterFile.Kind.FILE, "\\a.exe");
    return new CallbackData().begin(CREATE, null, file);
  }
}
