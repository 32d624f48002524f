package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.io.MajorFunction;

/** A create that has passed the filters and waits in the file system. Used once. */
public final class HeldOpen {
  /** How often a name may lead elsewhere. */
  static final int MAX_REPARSES = 64;

  private final NtFiles files;
  private OpenRequest request;
  private OpenFile file;
  private HeldOperation create;
  private int failure = NtStatus.SUCCESS;
  private final String[] reparse = new String[1];

  HeldOpen(NtFiles files, OpenRequest request) {
    this.files = files;
    this.request = request;
  }

  HeldOpen begin() {
    DiskVolume disk =
        request.related() == null ? files.systems().of(request.name()) : request.related().disk();
    if (disk == null) {
      failure = NtStatus.OBJECT_PATH_NOT_FOUND;
      return this;
    }
    file = new OpenFile(disk, request, openedPath(disk));
    CallbackData data = new CallbackData().begin(MajorFunction.CREATE, request.thread(), file);
    data.create(request.desiredAccess(), request.options());
    data.flags(0, request.operationFlags(), 0);
    create = files.held(request.runner(), data, this::perform);
    return this;
  }

  private String openedPath(DiskVolume disk) {
    if (request.related() == null) {
      return request.name().substring(disk.volume().deviceName().length());
    }
    String above = request.related().openedPath();
    String directory = above.endsWith("\\") ? above.substring(0, above.length() - 1) : above;
    return request.name().isEmpty() ? above : directory + '\\' + request.name();
  }

  private int perform() {
    synchronized (file.disk()) {
      reparse[0] = null;
      return Creates.perform(file, reparse);
    }
  }

  /** The file system does it; a reparse makes a create of its own, which is not held. */
  public OpenOutcome finish() {
    if (failure != NtStatus.SUCCESS) {
      return new OpenOutcome(failure, null);
    }
    int status = create.finish();
    for (int i = 0; status == NtStatus.REPARSE; i++) {
      if (i == MAX_REPARSES) {
        return new OpenOutcome(NtStatus.REPARSE_POINT_NOT_RESOLVED, null);
      }
      request = request.reparsed(reparse[0]);
      if (begin().failure != NtStatus.SUCCESS) {
        return new OpenOutcome(failure, null);
      }
      status = create.finish();
    }
    return outcome(status);
  }

  private OpenOutcome outcome(int status) {
    if (status < 0) {
      return new OpenOutcome(status, null);
    }
    synchronized (file.disk()) {
      file.disk().opened();
    }
    return new OpenOutcome(status, file);
  }
}
