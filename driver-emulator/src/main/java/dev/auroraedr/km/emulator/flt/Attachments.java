package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.rtl.Altitude;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which filters are attached to which volumes, and at which altitude. Thread-safe; callbacks of
 * filters run with no lock held.
 */
final class Attachments {
  private static final Comparator<FilterInstance> HIGHEST_FIRST =
      Comparator.comparing(FilterInstance::altitude).reversed();

  private final AltitudeCollision collision;
  private final List<Volume> volumes;
  private final List<Filter> filters = new ArrayList<>();
  private volatile boolean offering = true;

  Attachments(AltitudeCollision collision, List<Volume> volumes) {
    this.collision = collision;
    this.volumes = new ArrayList<>(volumes);
  }

  synchronized List<Volume> volumes() {
    return List.copyOf(volumes);
  }

  synchronized List<Filter> filters() {
    return List.copyOf(filters);
  }

  synchronized int countOf(Filter filter) {
    return filter.instances().size();
  }

  synchronized FilterInstance instanceOn(Filter filter, Volume volume) {
    return filter.on(volume);
  }

  /** From now on no volume is offered to any filter, as on a system whose FltMgr is a stub. */
  void offerNothing() {
    offering = false;
  }

  /** A filter is loaded; where the profile says so, a taken altitude shows here. */
  synchronized int register(Filter filter) {
    if (collision == AltitudeCollision.REGISTER && isTakenByAnother(filter)) {
      return NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
    }
    filters.add(filter);
    return NtStatus.SUCCESS;
  }

  private boolean isTakenByAnother(Filter filter) {
    return filters.stream()
        .anyMatch(other -> other != filter && other.altitude().equals(filter.altitude()));
  }

  /**
   * Filtering starts: the filter is offered every volume; what an attach says is told to nobody.
   */
  int start(Filter filter) {
    int status = markStarted(filter);
    if (status == NtStatus.SUCCESS) {
      for (Volume volume : volumes()) {
        attach(filter, volume, filter.altitude());
      }
    }
    return status;
  }

  private synchronized int markStarted(Filter filter) {
    if (filter.isFiltering()) {
      return NtStatus.INVALID_PARAMETER;
    }
    if (collision == AltitudeCollision.START && isTakenByAnother(filter)) {
      return NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
    }
    filter.setFiltering();
    return NtStatus.SUCCESS;
  }

  /** Attaches a filter to a volume, if nothing speaks against it and its set-up callback agrees. */
  int attach(Filter filter, Volume volume, Altitude altitude) {
    int status = refusal(filter, volume, altitude);
    if (status == NtStatus.SUCCESS) {
      status = setUp(filter, volume);
    }
    return status == NtStatus.SUCCESS ? insert(filter, volume, altitude) : status;
  }

  private synchronized int refusal(Filter filter, Volume volume, Altitude altitude) {
    if (!volumes.contains(volume) || !filters.contains(filter)) {
      return NtStatus.FLT_DELETING_OBJECT;
    }
    if (!filter.isFiltering()) {
      return NtStatus.FLT_FILTER_NOT_READY;
    }
    if (!offering || !filter.registration().isOffered(volume)) {
      return NtStatus.FLT_DO_NOT_ATTACH;
    }
    if (filter.on(volume) != null) {
      return NtStatus.FLT_INSTANCE_NAME_COLLISION;
    }
    return isTaken(volume, altitude) ? NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION : NtStatus.SUCCESS;
  }

  private boolean isTaken(Volume volume, Altitude altitude) {
    return instancesOn(volume).stream().anyMatch(one -> one.altitude().equals(altitude));
  }

  private List<FilterInstance> instancesOn(Volume volume) {
    return filters.stream()
        .map(filter -> filter.on(volume))
        .filter(one -> one != null)
        .sorted(HIGHEST_FIRST)
        .toList();
  }

  private static int setUp(Filter filter, Volume volume) {
    InstanceCallbacks.Setup setup = filter.registration().instances().setup();
    if (setup == null) {
      return NtStatus.SUCCESS;
    }
    int[] answer = new int[1];
    FilterInstance.asDriver(() -> answer[0] = setup.call(volume));
    return answer[0];
  }

  private synchronized int insert(Filter filter, Volume volume, Altitude altitude) {
    int status = refusal(filter, volume, altitude);
    if (status == NtStatus.SUCCESS) {
      filter.instances().add(new FilterInstance(filter, volume, altitude));
      rebuild(volume);
    }
    return status;
  }

  /** A volume is mounted: filters that have started are offered it, oldest first. */
  void mount(Volume volume) {
    synchronized (this) {
      volumes.add(volume);
    }
    for (Filter filter : filters()) {
      attach(filter, volume, filter.altitude());
    }
  }

  /** A volume goes, and every instance on it. */
  void dismount(Volume volume) {
    for (FilterInstance instance : takeVolume(volume)) {
      instance.tearDown();
    }
  }

  private synchronized List<FilterInstance> takeVolume(Volume volume) {
    List<FilterInstance> taken = instancesOn(volume);
    taken.forEach(one -> one.filter().instances().remove(one));
    volumes.remove(volume);
    rebuild(volume);
    return taken;
  }

  /** One instance goes; false if there is none. */
  boolean detach(Filter filter, Volume volume) {
    FilterInstance instance = take(filter, volume);
    if (instance != null) {
      instance.tearDown();
    }
    return instance != null;
  }

  private synchronized FilterInstance take(Filter filter, Volume volume) {
    FilterInstance instance = filter.on(volume);
    filter.instances().remove(instance);
    rebuild(volume);
    return instance;
  }

  /** A filter goes, and all its instances; returns when none of its callbacks runs any more. */
  void unregister(Filter filter) {
    for (FilterInstance instance : takeFilter(filter)) {
      instance.tearDown();
    }
  }

  private synchronized List<FilterInstance> takeFilter(Filter filter) {
    List<FilterInstance> taken = List.copyOf(filter.instances());
    filter.instances().clear();
    filters.remove(filter);
    taken.forEach(one -> rebuild(one.volume()));
    return taken;
  }

  private void rebuild(Volume volume) {
    List<FilterInstance> attached = instancesOn(volume);
    FilterStack[] byFunction = new FilterStack[MajorFunction.COUNT];
    for (int function = 0; function < byFunction.length; function++) {
      byFunction[function] = new FilterStack(attached, function);
    }
    volume.setStacks(byFunction);
  }
}
