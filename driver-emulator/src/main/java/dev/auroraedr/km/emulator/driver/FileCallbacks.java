package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.DirectoryResult;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.Map;

/** What the minifilter does: reports creates, writes and cleanups (FIL-1 to FIL-7). Thread-safe. */
public class FileCallbacks {
  private final FilterManager manager;
  private final EventPublisher publisher;
  private final PathMatch paths;

  /** Reports files that match. */
  public FileCallbacks(FilterManager manager, EventPublisher publisher, PathMatch paths) {
    this.manager = manager;
    this.publisher = publisher;
    this.paths = paths;
  }

  /** Names and directories are asked for here. */
  protected final FilterManager manager() {
    return manager;
  }

  /** Events go there. */
  protected final EventPublisher publisher() {
    return publisher;
  }

  /** The callbacks by major function, as FltRegisterFilter takes them. */
  public Map<Integer, FilterCallbacks> operations() {
    return Map.of(
        MajorFunction.CREATE, new FilterCallbacks(this::preCreate, null),
        MajorFunction.WRITE, new FilterCallbacks(this::preWrite, null),
        MajorFunction.CLEANUP, new FilterCallbacks(this::preCleanup, this::postCleanup));
  }

  /** FIL-4: a create is reported before it is done, and passes. */
  protected int preCreate(CallbackData data) {
    if (publisher.wants(EventType.FILE_CREATE) && isReportedCreate(data)) {
      reportCreate(data);
    }
    return PreOperation.SUCCESS_NO_CALLBACK;
  }

  /** FIL-5: whether the driver itself has asked for the operation. */
  protected boolean isOwnOperation(CallbackData data) {
    return false;
  }

  /** FIL-5: no directories, target directories, paging files or volumes. */
  protected boolean isReportedCreate(CallbackData data) {
    int unreported = CallbackData.SL_OPEN_PAGING_FILE | CallbackData.SL_OPEN_TARGET_DIRECTORY;
    return (data.options() & CallbackData.FILE_DIRECTORY_FILE) == 0
        && (data.operationFlags() & unreported) == 0
        && !data.opensVolume()
        && !isOwnOperation(data);
  }

  /** Reports a create if its name is monitored. */
  protected final void reportCreate(CallbackData data) {
    FileNameInformation name = monitoredName(data, true);
    if (name != null) {
      publisher.publish(createDetails(event(EventType.FILE_CREATE, data, name), data));
      manager.releaseFileNameInformation(name);
    }
  }

  /** EVT-3: access, disposition, options. */
  protected EventFields createDetails(EventFields event, CallbackData data) {
    return event.details(data.desiredAccess(), data.options() >>> 24, data.options() & 0xFFFFFF);
  }

  /** EVT-3: length and offset as requested. */
  protected EventFields writeDetails(EventFields event, CallbackData data) {
    return event.details(data.length(), 0, data.byteOffset());
  }

  /** FIL-4 and FIL-6: a write is reported before it is done, and passes as an IRP. */
  protected int preWrite(CallbackData data) {
    if (!publisher.wants(EventType.FILE_WRITE) || !isReportedOperation(data)) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    FileNameInformation name = monitoredName(data, false);
    if (name == null) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    if (!data.isFastIo()) {
      publisher.publish(writeDetails(event(EventType.FILE_WRITE, data, name), data));
    }
    manager.releaseFileNameInformation(name);
    // FIL-6: a fast-I/O write comes again as an IRP and is reported then.
    return data.isFastIo() ? PreOperation.DISALLOW_FASTIO : PreOperation.SUCCESS_NO_CALLBACK;
  }

  /** FIL-7: where somebody wants it, what the event will say is captured before the cleanup. */
  protected int preCleanup(CallbackData data) {
    if (!publisher.wants(EventType.FILE_CLEANUP) || !isReportedOperation(data)) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    PoolBlock record = captureCleanup(data);
    data.setCompletionContext(record);
    return record == null ? PreOperation.SUCCESS_NO_CALLBACK : PreOperation.SUCCESS_WITH_CALLBACK;
  }

  /** FIL-4: the name is taken before, as afterwards it may not be had. */
  protected final PoolBlock captureCleanup(CallbackData data) {
    FileNameInformation name = monitoredName(data, false);
    if (name == null) {
      return null;
    }
    PoolBlock record = publisher.prepare(event(EventType.FILE_CLEANUP, data, name));
    manager.releaseFileNameInformation(name);
    return record;
  }

  /** FIL-4: a cleanup is reported when it is done, at DISPATCH_LEVEL at most. */
  protected void postCleanup(CallbackData data, Object record, int flags) {
    if ((flags & FilterCallbacks.Post.DRAINING) != 0) {
      publisher.discard((PoolBlock) record);
    } else {
      publisher.publishPrepared((PoolBlock) record, data.status());
    }
  }

  /** FIL-5: no paging I/O, no IRP_MN_COMPLETE, no directories and volumes, nothing of its own. */
  protected boolean isReportedOperation(CallbackData data) {
    return (data.irpFlags() & CallbackData.IRP_PAGING_IO) == 0
        && (data.minorFunction() & CallbackData.IRP_MN_COMPLETE) == 0
        && !data.opensVolume()
        && !isOwnOperation(data)
        && isFile(data);
  }

  /** FIL-5: no directory; what can't be told is taken for one, as an event would say too much. */
  protected boolean isFile(CallbackData data) {
    DirectoryResult result = manager.isDirectory(data);
    return result.status() == NtStatus.SUCCESS && !result.directory();
  }

  /** The name, to be released, if the operation is reported; else null. */
  private FileNameInformation monitoredName(CallbackData data, boolean alsoOpened) {
    FileNameInformation name = nameOf(data, alsoOpened);
    if (name == null || isMonitored(name)) {
      return name;
    }
    manager.releaseFileNameInformation(name);
    return null;
  }

  /** FIL-7: the normalised name; in a pre-create the opened one where that can't be had. */
  protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
    FileNameInformation name =
        manager.getFileNameInformation(data, FilterManager.NORMALIZED).name();
    return name == null && alsoOpened
        ? manager.getFileNameInformation(data, FilterManager.OPENED).name()
        : name;
  }

  /** EVT-2: an event by whom the operation was asked for. */
  protected EventFields event(int type, CallbackData data, FileNameInformation name) {
    KThread thread = data.thread();
    return EventFields.of(type)
        .requestor(manager.requestorProcessId(data), thread == null ? 0 : thread.threadId())
        .name(name.name());
  }

  /** FIL-1, by the whole name (EVT-1); a name that can't be parsed is as good as none (FIL-4). */
  protected boolean isMonitored(FileNameInformation name) {
    return manager.parseFileNameInformation(name) == NtStatus.SUCCESS
        && paths.isMonitored(name.parse());
  }
}
