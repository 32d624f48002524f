package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;

/** Who is trusted and who is protected, by image at creation (POL-1, PRC-3). Immutable. */
public class ProcessTrust {
  private final ImageMatch protectedImages;
  private final ImageMatch trustedImages;

  /** Trust by a policy's lists. */
  public ProcessTrust(ImageMatch protectedImages, ImageMatch trustedImages) {
    this.protectedImages = protectedImages;
    this.trustedImages = trustedImages;
  }

  /** Whether OBJ-1 protects the process. */
  public boolean isProtected(Process process) {
    return protectedImages.matches(process.imagePath());
  }

  /** Whether OBJ-1 and REG-2 let it pass. */
  public boolean isTrusted(Process process) {
    return process.processId() == ProcessManager.SYSTEM_PROCESS_ID
        || trustedImages.matches(process.imagePath())
        || isProtected(process);
  }
}
