package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the process-notify routines do (PRC-1 to PRC-3). May be called any number of times for one
 * event, by the main routine and its twin: the first call handles it (HLT-1). Thread-safe.
 */
public class ProcessCallback {
  private static final int MOST = 0xFFFFFFFF;

  private final Kernel kernel;
  private final EventPublisher publisher;
  private final ImageMatch blocked;
  private final HandledEvents handled;
  private final AtomicInteger count = new AtomicInteger();

  /** Reports processes and refuses those that {@code blocked} matches. */
  public ProcessCallback(Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.blocked = blocked;
    this.handled = new HandledEvents(kernel);
  }

  /** Takes what the routines need before they stand; false if memory is short. */
  public boolean reserve() {
    count.set(firstCount());
    return handled.reserve();
  }

  /** Gives it back, once no routine stands. */
  public void release() {
    handled.release();
  }

  /** HLT-6: process events handled, stopping at 0xFFFFFFFF. */
  public int count() {
    return count.get();
  }

  /** Where the count starts: a test can't wait for four thousand million processes. */
  protected int firstCount() {
    return 0;
  }

  /** HLT-6: what follows a count. */
  protected int countAfter(int seen) {
    return seen == MOST ? MOST : seen + 1;
  }

  /** The routines' work; {@code info} is null for an exit. */
  public void notify(Process process, CreateNotifyInfo info) {
    if (!isFirst(process, info)) {
      return;
    }
    count.updateAndGet(this::countAfter);
    if (info == null) {
      exited(process);
    } else {
      created(process, info);
    }
  }

  /** HLT-1: whether the event is handled by this call. */
  protected boolean isFirst(Process process, CreateNotifyInfo info) {
    return handled.isFirst(process.processId(), process.createTime(), info == null);
  }

  /** PRC-2, then PRC-1: what nobody wants to know and no policy is about costs no name. */
  protected void created(Process process, CreateNotifyInfo info) {
    boolean wanted = publisher.wants(EventType.PROCESS_CREATE);
    if (!wanted && blocked.isEmpty()) {
      return;
    }
    UnicodeString located = kernel.callbacks().process().locateImageName(process);
    boolean refused = located != null && isRefused(located);
    if (refused) {
      refuse(info);
    }
    if (wanted) {
      report(process, info, imageOf(located, info), refused);
    }
    if (located != null) {
      giveBack(located);
    }
  }

  /** What SeLocateProcessImageName gave is the caller's to free. */
  protected void giveBack(UnicodeString located) {
    kernel.callbacks().process().freeImageName(located);
  }

  /** PRC-2: whether the image is in BlockedImages. */
  protected boolean isRefused(UnicodeString image) {
    return !blocked.isEmpty() && blocked.matches(image);
  }

  /** PRC-2: another driver's refusal is left; what refuses nothing gives way to ours. */
  protected void refuse(CreateNotifyInfo info) {
    if (!info.isRefused()) {
      info.setCreationStatus(NtStatus.ACCESS_DENIED);
    }
  }

  /** PRC-3: what SeLocateProcessImageName gave, else ImageFileName as it stands, else empty. */
  protected UnicodeString imageOf(UnicodeString located, CreateNotifyInfo info) {
    UnicodeString image = located == null ? info.imageFileName() : located;
    return image == null ? UnicodeString.EMPTY : image;
  }

  /** The event of a creation. */
  protected void report(
      Process process, CreateNotifyInfo info, UnicodeString image, boolean refused) {
    publisher.publish(
        EventFields.of(EventType.PROCESS_CREATE)
            .flags(refused ? EventFlag.BLOCKED : 0)
            .requestor(info.creatingProcessId(), info.creatingThreadId())
            .details(process.processId(), info.parentProcessId(), 0)
            .name(image)
            .name2(info.commandLine() == null ? UnicodeString.EMPTY : info.commandLine()));
  }

  /** The event of an exit. */
  protected void exited(Process process) {
    if (publisher.wants(EventType.PROCESS_EXIT)) {
      publisher.publish(
          EventFields.of(EventType.PROCESS_EXIT)
              .requestor(process.processId(), kernel.ps().currentThread().threadId()));
    }
  }
}
