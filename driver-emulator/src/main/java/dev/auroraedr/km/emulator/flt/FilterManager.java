package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * FltMgr: registered filters, one instance of each on every volume, and the names that it gives to
 * them. Thread-safe; operations take no lock.
 *
 * <p>Source: FltRegisterFilter, FltStartFiltering, FltEnumerateInstances, FltGetFileNameInformation
 * in the Windows driver documentation.
 */
public final class FilterManager {
  /** FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT. */
  public static final int NORMALIZED = 0x101;

  /** FLT_FILE_NAME_OPENED | FLT_FILE_NAME_QUERY_DEFAULT. */
  public static final int OPENED = 0x102;

  private static final int MAJOR_FUNCTIONS = 28;

  private final KernelCalls calls;
  private final List<Volume> volumes;
  private final List<Filter> filters = new ArrayList<>();
  private final AtomicLong nameQueries = new AtomicLong();
  private final AtomicLong nameReferences = new AtomicLong();
  private volatile Map<Volume, FilterStack[]> stacks = Map.of();

  /** Filter manager of a machine with these volumes. */
  public FilterManager(KernelCalls calls, List<Volume> volumes) {
    this.calls = calls;
    this.volumes = List.copyOf(volumes);
  }

  /** The volumes of the machine, the system volume first. */
  public List<Volume> volumes() {
    return volumes;
  }

  /**
   * The volume that holds {@code \\SystemRoot}, which a driver finds through that link.
   *
   * @return null where the link can't be read
   */
  public Volume systemVolume() {
    return calls.enter("ZwQuerySymbolicLinkObject") ? null : volumes.get(0);
  }

  /** FltRegisterFilter. */
  public RegisterFilterResult registerFilter(FilterRegistration registration) {
    int failure = calls.enterForStatus("FltRegisterFilter");
    return failure == NtStatus.SUCCESS
        ? register(registration)
        : new RegisterFilterResult(failure, null);
  }

  private synchronized RegisterFilterResult register(FilterRegistration registration) {
    if (isTaken(registration.altitude())) {
      return new RegisterFilterResult(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, null);
    }
    Filter filter = new Filter(registration);
    filters.add(filter);
    return new RegisterFilterResult(NtStatus.SUCCESS, filter);
  }

  private boolean isTaken(String altitude) {
    return filters.stream()
        .anyMatch(other -> height(other).compareTo(new BigDecimal(altitude)) == 0);
  }

  private static BigDecimal height(Filter filter) {
    return new BigDecimal(filter.registration().altitude());
  }

  /** FltStartFiltering: attaches one instance to each volume. */
  public int startFiltering(Filter filter) {
    int failure = calls.enterForStatus("FltStartFiltering");
    return failure == NtStatus.SUCCESS ? start(filter) : failure;
  }

  private synchronized int start(Filter filter) {
    if (filter.isFiltering()) {
      return NtStatus.INVALID_PARAMETER;
    }
    filter.setFiltering();
    filter.instances().addAll(volumes);
    rebuild();
    return NtStatus.SUCCESS;
  }

  /** FltUnregisterFilter: tears its instances down and waits until its callbacks have returned. */
  public void unregisterFilter(Filter filter) {
    calls.enter("FltUnregisterFilter");
    remove(filter);
    filter.rundown().waitForRelease();
  }

  private synchronized void remove(Filter filter) {
    filter.instances().clear();
    filters.remove(filter);
    rebuild();
  }

  /** FltEnumerateInstances for one filter over all volumes. */
  public InstanceCount enumerateInstances(Filter filter) {
    int failure = calls.enterForStatus("FltEnumerateInstances");
    if (failure != NtStatus.SUCCESS) {
      return new InstanceCount(failure, 0);
    }
    synchronized (this) {
      return new InstanceCount(NtStatus.SUCCESS, filter.instances().size());
    }
  }

  /**
   * FltGetFileNameInformation. Both names of a file are the same here, as it is opened by neither
   * short names nor links.
   *
   * @param options {@link #NORMALIZED} or {@link #OPENED}
   * @return the name, to be released; null where the query fails
   */
  public FileNameInformation getFileNameInformation(CallbackData data, int options) {
    if (options != NORMALIZED && options != OPENED) {
      throw new NotModelledException("FltGetFileNameInformation with options " + options);
    }
    nameQueries.incrementAndGet();
    if (calls.enter("FltGetFileNameInformation")) {
      return null;
    }
    nameReferences.incrementAndGet();
    return data.file().name();
  }

  /** FltReleaseFileNameInformation. */
  public void releaseFileNameInformation(FileNameInformation name) {
    calls.enter("FltReleaseFileNameInformation");
    nameReferences.decrementAndGet();
  }

  /** FltIsDirectory; a volume is none. */
  public boolean isDirectory(CallbackData data) {
    calls.enter("FltIsDirectory");
    return data.file().kind() == FilterFile.Kind.DIRECTORY;
  }

  /** FltGetRequestorProcessId: 0 without a thread. */
  public int requestorProcessId(CallbackData data) {
    return data.thread() == null ? 0 : data.thread().process().processId();
  }

  /**
   * Sends an operation through the filters of its volume to the file system, which answers {@code
   * fileSystemStatus}; the final status stands in {@code data}.
   *
   * @return false if fast I/O was disallowed
   */
  public boolean run(CallbackData data, int fileSystemStatus) {
    FilterStack[] byFunction = stacks.get(data.file().volume());
    FilterStack stack = byFunction == null ? FilterStack.EMPTY : byFunction[data.majorFunction()];
    return stack.run(data, fileSystemStatus);
  }

  /** Name queries since the machine was made, failed ones included (STR-12). */
  public long nameQueries() {
    return nameQueries.get();
  }

  /** Names that filters hold and have not released. */
  public long nameReferences() {
    return nameReferences.get();
  }

  /** Filters that are registered. */
  public synchronized int registeredFilters() {
    return filters.size();
  }

  private void rebuild() {
    Map<Volume, FilterStack[]> next = new HashMap<>();
    for (Volume volume : volumes) {
      next.put(volume, stacksOf(volume));
    }
    stacks = Map.copyOf(next);
  }

  private FilterStack[] stacksOf(Volume volume) {
    List<Filter> attached =
        filters.stream()
            .filter(filter -> filter.instances().contains(volume))
            .sorted(Comparator.comparing(FilterManager::height).reversed())
            .toList();
    FilterStack[] byFunction = new FilterStack[MAJOR_FUNCTIONS];
    for (int function = 0; function < MAJOR_FUNCTIONS; function++) {
      byFunction[function] = stackOf(attached, function);
    }
    return byFunction;
  }

  private static FilterStack stackOf(List<Filter> attached, int function) {
    return new FilterStack(
        attached.stream()
            .filter(filter -> filter.registration().operations().containsKey(function))
            .toArray(Filter[]::new),
        function);
  }
}
