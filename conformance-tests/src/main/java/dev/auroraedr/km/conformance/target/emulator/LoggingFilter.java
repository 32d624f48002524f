package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A minifilter that notes what passes it. Thread-safe. */
final class LoggingFilter {
  private static final List<Integer> FUNCTIONS =
      List.of(
          MajorFunction.CREATE, MajorFunction.WRITE, MajorFunction.CLEANUP, MajorFunction.CLOSE);

  private final FilterManager manager;
  private final List<LoggedOperation> seen = new CopyOnWriteArrayList<>();

  LoggingFilter(FilterManager manager) {
    this.manager = manager;
  }

  Map<Integer, FilterCallbacks> operations() {
    Map<Integer, FilterCallbacks> operations = new HashMap<>();
    FUNCTIONS.forEach(one -> operations.put(one, new FilterCallbacks(this::down, this::up)));
    return operations;
  }

  private int down(CallbackData data) {
    String name = FilterPeer.openedName(manager, data);
    seen.add(
        new LoggedOperation(
            data.majorFunction(), false, data.isFastIo(), name, parameters(data), 0));
    return PreOperation.SUCCESS_WITH_CALLBACK;
  }

  private static List<Long> parameters(CallbackData data) {
    return switch (data.majorFunction()) {
      case MajorFunction.CREATE -> List.of((long) data.desiredAccess(), (long) data.options());
      case MajorFunction.WRITE -> List.of((long) data.length(), data.byteOffset());
      default -> List.of();
    };
  }

  private void up(CallbackData data, Object context, int flags) {
    if (flags == 0) {
      seen.add(
          new LoggedOperation(
              data.majorFunction(), true, data.isFastIo(), "", List.of(), data.status()));
    }
  }

  List<LoggedOperation> seen() {
    return List.copyOf(seen);
  }
}
