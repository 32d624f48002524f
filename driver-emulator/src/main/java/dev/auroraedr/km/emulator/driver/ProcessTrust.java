package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * Who is trusted and who is protected, by image at creation (POL-1, PRC-3). The system is asked for
 * the image each time, so that processes from before the driver count too and no id is ever taken
 * for another process. Immutable.
 */
public class ProcessTrust {
  private final Kernel kernel;
  private final ImageMatch protectedImages;
  private final ImageMatch trustedImages;

  /** Trust by a policy's lists. */
  public ProcessTrust(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
    this.kernel = kernel;
    this.protectedImages = protectedImages;
    this.trustedImages = trustedImages;
  }

  /**
   * PRC-3: the image's path; empty where the system can't give it. To be given back by {@link
   * #giveBack}.
   */
  public UnicodeString imageOf(Process process) {
    UnicodeString located = kernel.callbacks().process().locateImageName(process);
    return located == null ? UnicodeString.EMPTY : located;
  }

  /** Frees a path that {@link #imageOf} gave. */
  public void giveBack(UnicodeString image) {
    if (image != UnicodeString.EMPTY) {
      kernel.callbacks().process().freeImageName(image);
    }
  }

  /** Whether OBJ-1 protects the process; where nothing can match no name is asked for (STR-12). */
  public boolean isProtected(Process process) {
    if (protectedImages.isEmpty()) {
      return false;
    }
    UnicodeString image = imageOf(process);
    boolean matches = protectedImages.matches(image);
    giveBack(image);
    return matches;
  }

  /** Whether a process may do what others may not. */
  public boolean isTrusted(Process process) {
    if (process.processId() == ProcessManager.SYSTEM_PROCESS_ID) {
      return true;
    }
    if (trustedImages.isEmpty() && protectedImages.isEmpty()) {
      return false;
    }
    UnicodeString image = imageOf(process);
    boolean matches = trustedImages.matches(image) || protectedImages.matches(image);
    giveBack(image);
    return matches;
  }

  /** POL-1: whether a thread's request is let pass, for its mode or its process. */
  public boolean isTrusted(KThread requestor) {
    return requestor.isPreviousModeKernel() || isTrusted(requestor.process());
  }
}
