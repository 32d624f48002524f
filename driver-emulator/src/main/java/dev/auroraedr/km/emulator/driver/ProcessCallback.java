package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.concurrent.atomic.AtomicInteger;

/** What the process-notify routines do (PRC-1, PRC-2). Thread-safe. */
public class ProcessCallback {
  private final Kernel kernel;
  private final EventPublisher publisher;
  private final ImageMatch blocked;
  private final AtomicInteger count = new AtomicInteger();

  /** Reports processes and refuses those that {@code blocked} matches. */
  public ProcessCallback(Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.blocked = blocked;
  }

  /** HLT-6: process events handled, stopping at 0xFFFFFFFF. */
  public int count() {
    return count.get();
  }

  /** The routine's work; {@code info} is null for an exit. */
  public void notify(Process process, CreateNotifyInfo info) {
    count.updateAndGet(seen -> seen == 0xFFFFFFFF ? seen : seen + 1);
    if (info == null) {
      reportExit(process);
    } else {
      created(process, info);
    }
  }

  private void created(Process process, CreateNotifyInfo info) {
    boolean wanted = publisher.wants(EventType.PROCESS_CREATE);
    if (!wanted && blocked.isEmpty()) {
      return;
    }
    UnicodeString image = imageOf(process, info);
    boolean refused = isRefused(image);
    if (refused && info.creationStatus() >= 0) {
      info.setCreationStatus(NtStatus.ACCESS_DENIED);
    }
    if (wanted) {
      publisher.publish(
          EventFields.of(EventType.PROCESS_CREATE)
              .flags(refused ? EventFlag.BLOCKED : 0)
              .requestor(info.creatingProcessId(), info.creatingThreadId())
              .details(process.processId(), info.parentProcessId(), 0)
              .name(image)
              .name2(info.commandLine() == null ? UnicodeString.EMPTY : info.commandLine()));
    }
  }

  /** PRC-2: whether the image is in BlockedImages. */
  protected boolean isRefused(UnicodeString image) {
    return !blocked.isEmpty() && blocked.matches(image.toString());
  }

  /** PRC-3: what SeLocateProcessImageName gives, else the name as it stands. */
  private UnicodeString imageOf(Process process, CreateNotifyInfo info) {
    UnicodeString image = kernel.callbacks().process().locateImageName(process);
    if (image == null) {
      image = info.imageFileName();
    }
    return image == null ? UnicodeString.EMPTY : image;
  }

  private void reportExit(Process process) {
    if (publisher.wants(EventType.PROCESS_EXIT)) {
      publisher.publish(
          EventFields.of(EventType.PROCESS_EXIT)
              .requestor(process.processId(), kernel.ps().currentThread().threadId()));
    }
  }
}
