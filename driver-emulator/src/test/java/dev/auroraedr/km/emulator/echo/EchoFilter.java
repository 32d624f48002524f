package dev.auroraedr.km.emulator.echo;

import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.NameResult;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The logging minifilter of the second driver: notes names and statuses, changes nothing. */
public final class EchoFilter {
  /** What it noted, oldest first: {@code create normalised|opened} or {@code up STATUS_X}. */
  public final List<String> log = new ArrayList<>();

  private final FilterManager manager;
  private final Filter filter;
  private int format = FilterManager.NORMALIZED;

  /** Registers and starts it. */
  public EchoFilter(FilterManager manager, String altitude) {
    this.manager = manager;
    Map<Integer, FilterCallbacks> operations = new HashMap<>();
    for (int function :
        new int[] {
          MajorFunction.CREATE,
          MajorFunction.WRITE,
          MajorFunction.SET_INFORMATION,
          MajorFunction.CLEANUP,
          MajorFunction.CLOSE
        }) {
      operations.put(function, new FilterCallbacks(this::down, this::up));
    }
    filter = manager.registerFilter(new FilterRegistration(altitude, operations)).filter();
    manager.startFiltering(filter);
  }

  /** Asks for names in that format from now on, and forgets what it noted. */
  public EchoFilter asking(int nameFormat) {
    format = nameFormat;
    log.clear();
    return this;
  }

  /** The registration. */
  public Filter filter() {
    return filter;
  }

  private int down(CallbackData data) {
    log.add(verb(data.majorFunction()) + ' ' + name(data));
    return PreOperation.SUCCESS_WITH_CALLBACK;
  }

  private void up(CallbackData data, Object context, int flags) {
    log.add("up " + StatusTable.describeStatus(data.status()).split(" ")[0]);
  }

  /** The name, or the status for which there is none. */
  public String name(CallbackData data) {
    NameResult result = manager.getFileNameInformation(data, format);
    if (result.name() == null) {
      return StatusTable.describeStatus(result.status()).split(" ")[0];
    }
    manager.releaseFileNameInformation(result.name());
    return result.name().name().toString();
  }

  /** What went down, without what came up. */
  public List<String> downs() {
    return log.stream().filter(line -> !line.startsWith("up ")).toList();
  }

  private static String verb(int function) {
    return switch (function) {
      case MajorFunction.CREATE -> "create";
      case MajorFunction.WRITE -> "write";
      case MajorFunction.SET_INFORMATION -> "set";
      case MajorFunction.CLEANUP -> "cleanup";
      default -> "close";
    };
  }
}
