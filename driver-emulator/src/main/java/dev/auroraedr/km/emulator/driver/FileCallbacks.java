package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
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

  /** The callbacks by major function, as FltRegisterFilter takes them. */
  public Map<Integer, FilterCallbacks> operations() {
    return Map.of(
        MajorFunction.CREATE, new FilterCallbacks(this::preCreate, null),
        MajorFunction.WRITE, new FilterCallbacks(this::preWrite, null),
        MajorFunction.CLEANUP, new FilterCallbacks(this::preCleanup, this::postCleanup));
  }

  private int preCreate(CallbackData data) {
    if (publisher.wants(EventType.FILE_CREATE) && isReportedCreate(data)) {
      reportCreate(data);
    }
    return PreOperation.SUCCESS_NO_CALLBACK;
  }

  /** FIL-5: no directories, target directories, paging files or volumes. */
  protected boolean isReportedCreate(CallbackData data) {
    int unreported = CallbackData.SL_OPEN_PAGING_FILE | CallbackData.SL_OPEN_TARGET_DIRECTORY;
    return (data.options() & CallbackData.FILE_DIRECTORY_FILE) == 0
        && (data.operationFlags() & unreported) == 0
        && !data.opensVolume();
  }

  private void reportCreate(CallbackData data) {
    FileNameInformation name = monitoredName(data, true);
    if (name != null) {
      publisher.publish(
          event(EventType.FILE_CREATE, data, name)
              .details(data.desiredAccess(), data.options() >>> 24, data.options() & 0xFFFFFF));
      manager.releaseFileNameInformation(name);
    }
  }

  private int preWrite(CallbackData data) {
    if (!publisher.wants(EventType.FILE_WRITE) || !isReportedOperation(data)) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    FileNameInformation name = monitoredName(data, false);
    if (name == null) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    if (!data.isFastIo()) {
      publisher.publish(
          event(EventType.FILE_WRITE, data, name).details(data.length(), 0, data.byteOffset()));
    }
    manager.releaseFileNameInformation(name);
    // FIL-6: a fast-I/O write comes again as an IRP and is reported then.
    return data.isFastIo() ? PreOperation.DISALLOW_FASTIO : PreOperation.SUCCESS_NO_CALLBACK;
  }

  private int preCleanup(CallbackData data) {
    if (!publisher.wants(EventType.FILE_CLEANUP) || !isReportedOperation(data)) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
    PoolBlock record = captureCleanup(data);
    data.setCompletionContext(record);
    return record == null ? PreOperation.SUCCESS_NO_CALLBACK : PreOperation.SUCCESS_WITH_CALLBACK;
  }

  /** FIL-4: the name is taken before, as afterwards it may not be had. */
  private PoolBlock captureCleanup(CallbackData data) {
    FileNameInformation name = monitoredName(data, false);
    if (name == null) {
      return null;
    }
    PoolBlock record = publisher.prepare(event(EventType.FILE_CLEANUP, data, name));
    manager.releaseFileNameInformation(name);
    return record;
  }

  private void postCleanup(CallbackData data, Object record, int flags) {
    if ((flags & FilterCallbacks.Post.DRAINING) != 0) {
      publisher.discard((PoolBlock) record);
    } else {
      publisher.publishPrepared((PoolBlock) record, data.status());
    }
  }

  /** FIL-5: no paging I/O, no IRP_MN_COMPLETE, no directories and volumes. */
  protected boolean isReportedOperation(CallbackData data) {
    return (data.irpFlags() & CallbackData.IRP_PAGING_IO) == 0
        && (data.minorFunction() & CallbackData.IRP_MN_COMPLETE) == 0
        && !data.opensVolume()
        && !manager.isDirectory(data);
  }

  /** The name, to be released, if the operation is reported; else null. */
  private FileNameInformation monitoredName(CallbackData data, boolean alsoOpened) {
    FileNameInformation name =
        manager.getFileNameInformation(data, FilterManager.NORMALIZED).name();
    if (name == null && alsoOpened) {
      name = manager.getFileNameInformation(data, FilterManager.OPENED).name();
    }
    if (name == null || paths.isMonitored(name.parse())) {
      return name;
    }
    manager.releaseFileNameInformation(name);
    return null;
  }

  private EventFields event(int type, CallbackData data, FileNameInformation name) {
    KThread thread = data.thread();
    return EventFields.of(type)
        .requestor(manager.requestorProcessId(data), thread == null ? 0 : thread.threadId())
        .name(name.name());
  }
}
