package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.InstanceCallbacks;
import dev.auroraedr.km.emulator.flt.NameResult;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Minifilters of the second driver. Thread-safe. */
final class FilterPeer implements PeerFilters {
  private final FilterManager manager;
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, Filter> own = new ConcurrentHashMap<>();
  private final Map<Long, LoggingFilter> logs = new ConcurrentHashMap<>();

  FilterPeer(EmulatedMachine machine) {
    this.manager = machine.kernel().callbacks().flt();
  }

  @Override
  public int occupy(String altitude) {
    return begin(new FilterRegistration(altitude, Map.of())).status();
  }

  /** A filter that was asked for. */
  private record Begun(int status, long id) {}

  private Begun begin(FilterRegistration registration) {
    RegisterFilterResult result = manager.registerFilter(registration);
    if (result.status() != NtStatus.SUCCESS) {
      return new Begun(result.status(), 0);
    }
    int status = manager.startFiltering(result.filter());
    if (status != NtStatus.SUCCESS) {
      manager.unregisterFilter(result.filter());
      return new Begun(status, 0);
    }
    long id = next.incrementAndGet();
    own.put(id, result.filter());
    return new Begun(status, id);
  }

  @Override
  public int occupyOn(String volume, String altitude) {
    // Its own altitude is below every real one, so that it is in nobody's way.
    String ownAltitude = "0.0" + next.incrementAndGet();
    boolean[] willing = new boolean[1];
    InstanceCallbacks.Setup setup =
        offered -> willing[0] ? NtStatus.SUCCESS : NtStatus.FLT_DO_NOT_ATTACH;
    Begun begun =
        begin(
            new FilterRegistration(ownAltitude, Map.of())
                .withInstances(new InstanceCallbacks(setup, null, null)));
    willing[0] = true;
    return manager.attachVolumeAtAltitude(own.get(begun.id()), volume(volume), altitude);
  }

  @Override
  public int occupyLater(String altitude) {
    List<Volume> present = manager.volumes();
    InstanceCallbacks.Setup setup =
        offered -> present.contains(offered) ? NtStatus.FLT_DO_NOT_ATTACH : NtStatus.SUCCESS;
    return begin(
            new FilterRegistration(altitude, Map.of())
                .withInstances(new InstanceCallbacks(setup, null, null)))
        .status();
  }

  @Override
  public long log(String altitude) {
    LoggingFilter log = new LoggingFilter(manager);
    long id = started(new FilterRegistration(altitude, log.operations()));
    logs.put(id, log);
    return id;
  }

  @Override
  public List<LoggedOperation> logged(long filter) {
    return logs.get(filter).seen();
  }

  @Override
  public long completeCreates(String altitude, String path, int status) {
    FilterCallbacks.Pre pre =
        data -> {
          if (!path.equals(openedName(manager, data))) {
            return PreOperation.SUCCESS_NO_CALLBACK;
          }
          data.setStatus(status);
          return PreOperation.COMPLETE;
        };
    return started(
        new FilterRegistration(
            altitude, Map.of(MajorFunction.CREATE, new FilterCallbacks(pre, null))));
  }

  @Override
  public long endCleanups(String altitude, String path, int status) {
    FilterCallbacks.Pre pre =
        data ->
            path.equals(openedName(manager, data))
                ? PreOperation.SUCCESS_WITH_CALLBACK
                : PreOperation.SUCCESS_NO_CALLBACK;
    FilterCallbacks callbacks =
        new FilterCallbacks(pre, (data, context, flags) -> data.setStatus(status));
    return started(new FilterRegistration(altitude, Map.of(MajorFunction.CLEANUP, callbacks)));
  }

  static String openedName(FilterManager manager, CallbackData data) {
    NameResult result = manager.getFileNameInformation(data, FilterManager.OPENED);
    if (result.name() == null) {
      return "";
    }
    String text = result.name().name().toString();
    manager.releaseFileNameInformation(result.name());
    return text;
  }

  private long started(FilterRegistration registration) {
    Begun begun = begin(registration);
    if (begun.status() != NtStatus.SUCCESS) {
      throw new IllegalStateException(
          String.format(
              "a peer's filter at %s could not start: 0x%08X",
              registration.altitude(), begun.status()));
    }
    return begun.id();
  }

  @Override
  public void unregister(long filter) {
    manager.unregisterFilter(own.remove(filter));
  }

  @Override
  public int detachDriver(String volume) {
    Filter driver =
        manager.filters().stream()
            .filter(filter -> !own.containsValue(filter))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the driver has no filter"));
    return manager.detachVolume(driver, volume(volume));
  }

  private Volume volume(String device) {
    return manager.volumes().stream()
        .filter(volume -> volume.deviceName().equals(device))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no volume " + device));
  }
}
