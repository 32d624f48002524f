package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;

/**
 * ZwCreateFile as a driver calls it: the create starts at the top of the stack, so that every
 * filter of the volume sees it, the caller's own included. Thread-safe.
 */
public final class KernelFiles {
  private static final String SYSTEM_ROOT = "\\SystemRoot\\";
  private static final String WINDOWS = "\\Windows\\";
  private static final int FILE_OPEN = 0x0100_0000;

  private final Ke ke;
  private final ProcessManager ps;
  private final NtFiles files;
  private final Volume systemVolume;

  /** Files of a machine. */
  public KernelFiles(Ke ke, ProcessManager ps, NtFiles files) {
    this.ke = ke;
    this.ps = ps;
    this.files = files;
    this.systemVolume = files.manager().volumes().get(0);
  }

  /**
   * ZwCreateFile with FILE_OPEN, in the calling thread, kernel mode. A handle that it gives is
   * closed at once.
   *
   * @param path below {@code \SystemRoot}
   * @param desiredAccess access mask
   * @return the final status; STATUS_OBJECT_NAME_NOT_FOUND for a file that is not there
   */
  public int createFile(String path, int desiredAccess) {
    ke.requirePassive("ZwCreateFile");
    int failure = ke.calls().enterForStatus("ZwCreateFile");
    if (failure != NtStatus.SUCCESS) {
      return failure;
    }
    if (!path.startsWith(SYSTEM_ROOT)) {
      throw new NotModelledException("ZwCreateFile of " + path + " by a driver");
    }
    String below = WINDOWS + path.substring(SYSTEM_ROOT.length());
    KThread thread = ps.currentThread();
    OpenOutcome opened =
        files.open(
            OpenRequest.of(thread, systemVolume.deviceName() + below, desiredAccess, FILE_OPEN));
    if (opened.file() != null) {
      files.close(thread, opened.file());
    }
    return opened.status();
  }
}
