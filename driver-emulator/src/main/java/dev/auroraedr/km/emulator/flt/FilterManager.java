package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.rtl.Altitude;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.List;

/**
 * FltMgr: registered filters, their instances on volumes, operations on their way through them and
 * the names that filters get. Thread-safe; operations take no lock.
 *
 * <p>Source: FltRegisterFilter, FltStartFiltering, FltAttachVolume, FltEnumerateVolumes,
 * FltGetVolumeInstanceFromName, FltEnumerateInstances in the Windows driver documentation.
 */
public final class FilterManager {
  /** FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT. */
  public static final int NORMALIZED = NameQueries.NORMALIZED;

  /** FLT_FILE_NAME_OPENED | FLT_FILE_NAME_QUERY_DEFAULT. */
  public static final int OPENED = NameQueries.OPENED;

  /** FLT_FILE_NAME_SHORT | FLT_FILE_NAME_QUERY_DEFAULT. */
  public static final int SHORT = NameQueries.SHORT;

  private final KernelCalls calls;
  private final Ke ke;
  private final Volume systemVolume;
  private final DefaultInstance instances;
  private final Attachments attachments;
  private final FilterUnloading unloading;
  private final NameQueries names;
  private final Descent descent;

  /**
   * Filter manager of a machine.
   *
   * @param instances where drivers' altitudes stand
   * @param collision which call shows a taken altitude first
   * @param volumes mounted now, the system volume first
   */
  public FilterManager(
      Ke ke, DefaultInstance instances, AltitudeCollision collision, List<Volume> volumes) {
    this.ke = ke;
    this.instances = instances;
    this.calls = ke.calls();
    this.systemVolume = volumes.get(0);
    this.attachments = new Attachments(collision, volumes);
    this.unloading = new FilterUnloading(ke.verifier(), attachments);
    this.names = new NameQueries(ke);
    this.descent = new Descent(ke.verifier());
  }

  /** The volumes that are mounted, the system volume first. */
  public List<Volume> volumes() {
    return attachments.volumes();
  }

  /** The volumes on which FltMgr offers an instance to this filter. */
  public List<Volume> volumesOfferedTo(Filter filter) {
    return volumes().stream().filter(filter.registration()::isOffered).toList();
  }

  /**
   * The volume that holds {@code \\SystemRoot}, which a driver finds through that link.
   *
   * @return null where the link can't be read
   */
  public Volume systemVolume() {
    return calls.enter("ZwQuerySymbolicLinkObject") ? null : systemVolume;
  }

  /** A filter of the system itself, which no driver's unload takes away and no key describes. */
  public RegisterFilterResult registerFilter(FilterRegistration registration) {
    ke.requirePassive("FltRegisterFilter");
    int failure = calls.enterForStatus("FltRegisterFilter");
    return failure == NtStatus.SUCCESS
        ? register(null, registration, registration.altitude())
        : new RegisterFilterResult(failure, null);
  }

  /**
   * FltRegisterFilter: the altitude is that of the default instance below the driver's service key,
   * and from now on FltMgr answers for the driver's unload.
   */
  public RegisterFilterResult registerFilter(DriverObject driver, FilterRegistration registration) {
    ke.requirePassive("FltRegisterFilter");
    int failure = calls.enterForStatus("FltRegisterFilter");
    if (failure != NtStatus.SUCCESS) {
      return new RegisterFilterResult(failure, null);
    }
    String text = instances.altitudeOf(driver.registryPath());
    if (text == null) {
      return new RegisterFilterResult(NtStatus.OBJECT_NAME_NOT_FOUND, null);
    }
    RegisterFilterResult result = register(driver, registration, text);
    if (result.status() == NtStatus.SUCCESS) {
      unloading.hook(driver, registration.unload());
    }
    return result;
  }

  private RegisterFilterResult register(
      DriverObject driver, FilterRegistration registration, String text) {
    Altitude altitude = Altitude.parse(text);
    if (altitude == null) {
      return new RegisterFilterResult(NtStatus.INVALID_PARAMETER, null);
    }
    Filter filter = new Filter(driver, registration, altitude);
    int status = attachments.register(filter);
    return new RegisterFilterResult(status, status == NtStatus.SUCCESS ? filter : null);
  }

  /**
   * FilterUnload: asks the driver's filters to unload.
   *
   * @param mandatory whether they can refuse
   * @return STATUS_SUCCESS; STATUS_FLT_DO_NOT_DETACH or what else they refuse with
   */
  public int unloadFilter(DriverObject driver, boolean mandatory) {
    return unloading.unload(driver, mandatory ? FilterUnloadCallback.MANDATORY : 0);
  }

  /**
   * FltStartFiltering: offers the filter every volume. That a volume stays without an instance is
   * no failure.
   */
  public int startFiltering(Filter filter) {
    ke.requirePassive("FltStartFiltering");
    int failure = calls.enterForStatus("FltStartFiltering");
    return failure == NtStatus.SUCCESS ? attachments.start(filter) : failure;
  }

  /**
   * FltUnregisterFilter: tears its instances down and waits until its callbacks have returned.
   * Windows waits for ever for references that nobody gives back; here that is a violation.
   */
  public void unregisterFilter(Filter filter) {
    ke.requirePassive("FltUnregisterFilter");
    calls.enter("FltUnregisterFilter");
    attachments.unregister(filter);
    if (filter.references().get() != 0) {
      throw ke.verifier()
          .violation(
              "FltUnregisterFilter waits for "
                  + filter.references()
                  + " references to volumes or instances");
    }
  }

  /** FltAttachVolume: a taken altitude is STATUS_OBJECT_NAME_COLLISION. */
  public int attachVolume(Filter filter, Volume volume) {
    ke.requirePassive("FltAttachVolume");
    int failure = calls.enterForStatus("FltAttachVolume");
    if (failure != NtStatus.SUCCESS) {
      return failure;
    }
    int status = attachments.attach(filter, volume, filter.altitude());
    return status == NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION
        ? NtStatus.OBJECT_NAME_COLLISION
        : status;
  }

  /** FltAttachVolumeAtAltitude, which Windows keeps for debugging. */
  public int attachVolumeAtAltitude(Filter filter, Volume volume, String text) {
    ke.requirePassive("FltAttachVolumeAtAltitude");
    int failure = calls.enterForStatus("FltAttachVolumeAtAltitude");
    if (failure != NtStatus.SUCCESS) {
      return failure;
    }
    Altitude altitude = Altitude.parse(text);
    return altitude == null
        ? NtStatus.INVALID_PARAMETER
        : attachments.attach(filter, volume, altitude);
  }

  /**
   * A manual detach, as {@code fltmc detach} asks for it: refused without an
   * InstanceQueryTeardownCallback.
   */
  public int detachVolume(Filter filter, Volume volume) {
    if (attachments.instanceOn(filter, volume) == null) {
      return NtStatus.FLT_INSTANCE_NOT_FOUND;
    }
    InstanceCallbacks.QueryTeardown query = filter.registration().instances().queryTeardown();
    int status = query == null ? NtStatus.FLT_DO_NOT_DETACH : query.call(volume);
    if (status == NtStatus.SUCCESS) {
      attachments.detach(filter, volume);
    }
    return status;
  }

  /** Takes an instance away without asking its filter, as only an attacker in the kernel does. */
  public boolean removeInstance(Filter filter, Volume volume) {
    return attachments.detach(filter, volume);
  }

  /** From now on no volume is offered to any filter, as on a system whose FltMgr is a stub. */
  public void offerNothing() {
    attachments.offerNothing();
  }

  /** FltEnumerateVolumes: each volume comes with a reference for {@link #objectDereference}. */
  public VolumeList enumerateVolumes(Filter filter) {
    ke.requirePassive("FltEnumerateVolumes");
    int failure = calls.enterForStatus("FltEnumerateVolumes");
    if (failure != NtStatus.SUCCESS) {
      return new VolumeList(failure, List.of());
    }
    List<Volume> volumes = volumes();
    filter.references().addAndGet(volumes.size());
    return new VolumeList(NtStatus.SUCCESS, volumes);
  }

  /** FltGetVolumeInstanceFromName for the default instance, with a reference. */
  public InstanceResult getVolumeInstance(Filter filter, Volume volume) {
    ke.requirePassive("FltGetVolumeInstanceFromName");
    int failure = calls.enterForStatus("FltGetVolumeInstanceFromName");
    if (failure != NtStatus.SUCCESS) {
      return new InstanceResult(failure, null);
    }
    FilterInstance instance = attachments.instanceOn(filter, volume);
    if (instance == null) {
      return new InstanceResult(NtStatus.FLT_INSTANCE_NOT_FOUND, null);
    }
    filter.references().incrementAndGet();
    return new InstanceResult(NtStatus.SUCCESS, instance);
  }

  /** FltObjectDereference of one volume or instance that this filter was given. */
  public void objectDereference(Filter filter) {
    calls.enter("FltObjectDereference");
    if (filter.references().decrementAndGet() < 0) {
      throw ke.verifier().violation("FltObjectDereference without a reference");
    }
  }

  /** FltEnumerateInstances for one filter over all volumes; its references are given back. */
  public InstanceCount enumerateInstances(Filter filter) {
    ke.requirePassive("FltEnumerateInstances");
    int failure = calls.enterForStatus("FltEnumerateInstances");
    return failure != NtStatus.SUCCESS
        ? new InstanceCount(failure, 0)
        : new InstanceCount(NtStatus.SUCCESS, attachments.countOf(filter));
  }

  /** Whether a filter has an instance on a volume; no driver's call. */
  public boolean instanceOn(Filter filter, Volume volume) {
    return attachments.instanceOn(filter, volume) != null;
  }

  /** A file system mounts a volume; filters that have started are offered it. */
  public void mount(Volume volume) {
    attachments.mount(volume);
  }

  /** The instances of a volume are torn down, then it is gone. */
  public void dismount(Volume volume) {
    attachments.dismount(volume);
  }

  /**
   * FltGetFileNameInformation.
   *
   * @param options {@link #NORMALIZED}, {@link #OPENED} or {@link #SHORT}
   */
  public NameResult getFileNameInformation(CallbackData data, int options) {
    return names.query(data, options);
  }

  /** FltReleaseFileNameInformation. */
  public void releaseFileNameInformation(FileNameInformation name) {
    names.release();
  }

  /**
   * FltParseFileNameInformation: fills the parts in, which {@link FileNameInformation#parse} gives.
   *
   * @return STATUS_SUCCESS, or why there are none
   */
  public int parseFileNameInformation(FileNameInformation name) {
    ke.requirePassive("FltParseFileNameInformation");
    int failure = calls.enterForStatus("FltParseFileNameInformation");
    if (failure == NtStatus.SUCCESS) {
      name.parse();
    }
    return failure;
  }

  /** FltIsDirectory; a volume is none. */
  public DirectoryResult isDirectory(CallbackData data) {
    ke.requirePassive("FltIsDirectory");
    int failure = calls.enterForStatus("FltIsDirectory");
    if (failure != NtStatus.SUCCESS) {
      return new DirectoryResult(failure, false);
    }
    return data.file().kind() == FilterFile.Kind.DIRECTORY
        ? DirectoryResult.DIRECTORY
        : DirectoryResult.FILE;
  }

  /** FltGetRequestorProcessId: 0 without a thread. */
  public int requestorProcessId(CallbackData data) {
    return data.thread() == null ? 0 : data.thread().process().processId();
  }

  /**
   * Sends an operation through the filters of its volume to the file system, which answers {@code
   * fileSystemStatus}; the final status stands in {@code data}.
   *
   * @return false if fast I/O was disallowed: the caller sends the operation as an IRP
   */
  public boolean run(CallbackData data, int fileSystemStatus) {
    if (descend(data)) {
      data.setStatus(fileSystemStatus);
    }
    return ascend(data);
  }

  /**
   * The way down: pre-operations, highest altitude first.
   *
   * @return whether the operation reached the file system, which then sets its status
   */
  public boolean descend(CallbackData data) {
    return descent.descend(data);
  }

  /**
   * The way up: the post-operations owed, lowest altitude first. Any thread, at DISPATCH_LEVEL at
   * most.
   *
   * @return false if fast I/O was disallowed
   */
  public boolean ascend(CallbackData data) {
    data.payPosts();
    return !data.isFastIo() || data.status() != NtStatus.FLT_DISALLOW_FAST_IO;
  }

  /** Name queries since the machine was made, failed ones included (STR-12). */
  public long nameQueries() {
    return names.queries();
  }

  /** Names that filters hold and have not released. */
  public long nameReferences() {
    return names.references();
  }

  /** Filters that are registered, oldest first. */
  public List<Filter> filters() {
    return attachments.filters();
  }

  /** How many filters loaded drivers have registered; the system itself may have some too. */
  public int registeredByDrivers() {
    return (int) filters().stream().filter(filter -> filter.driver() != null).count();
  }

  /** How many filters are registered. */
  public int registeredFilters() {
    return filters().size();
  }
}
