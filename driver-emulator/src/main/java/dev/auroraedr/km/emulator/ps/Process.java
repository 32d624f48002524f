package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.emulator.se.Token;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A process of the emulated system (EPROCESS). Thread-safe. */
public final class Process {
  private final int processId;
  private final ProcessSpec spec;
  private final long createTime;
  private final ProcessManager manager;
  private final List<KThread> threads = new CopyOnWriteArrayList<>();
  // No ThreadLocal: its value would lead back to this process and keep it as long as the Java
  // thread.
  private final Map<Thread, KThread> ofCallers = new ConcurrentHashMap<>();
  private final AtomicLong quotaCharged = new AtomicLong();
  private volatile long quotaLimit = Long.MAX_VALUE;
  private final UnicodeString imageName;
  private volatile Object handleTable;
  private volatile Object header;
  private volatile boolean terminated;

  Process(int processId, ProcessSpec spec, long createTime, ProcessManager manager) {
    this.processId = processId;
    this.spec = spec;
    this.createTime = createTime;
    this.manager = manager;
    this.imageName = UnicodeString.of(spec.imagePath());
  }

  /** PsGetProcessId: a multiple of 4. */
  public int processId() {
    return processId;
  }

  /** Its primary token. */
  public Token token() {
    return spec.token();
  }

  /** NT path of its image at its creation; empty for the system process. */
  public String imagePath() {
    return spec.imagePath();
  }

  UnicodeString imageName() {
    return imageName;
  }

  /** Whether it is a 32-bit process. */
  public boolean wow64() {
    return spec.wow64();
  }

  /** Whether it is a minimal or pico process. */
  public boolean minimal() {
    return spec.minimal();
  }

  /** Its parent, or null for the system process. */
  public Process parent() {
    return spec.parent();
  }

  /** PsGetProcessCreateTimeQuadPart: FILETIME, as the clock stood. */
  public long createTime() {
    return createTime;
  }

  /** Whether it has ended. */
  public boolean terminated() {
    return terminated;
  }

  void terminate() {
    terminated = true;
    threads.forEach(KThread::terminate);
  }

  /** Its threads, oldest first; ended ones included. */
  public List<KThread> threads() {
    return List.copyOf(threads);
  }

  /** Starts a thread. */
  public KThread createThread() {
    KThread thread = new KThread(manager.nextId(), this);
    threads.add(thread);
    return thread;
  }

  /** The thread of this process that stands for the calling Java thread; made on first use. */
  public KThread threadOfCaller() {
    KThread known = ofCallers.get(Thread.currentThread());
    return known != null
        ? known
        : ofCallers.computeIfAbsent(Thread.currentThread(), caller -> createThread());
  }

  /**
   * PsChargeProcessNonPagedPoolQuota.
   *
   * @return false if its quota does not suffice
   */
  public boolean chargeQuota(long bytes) {
    if (quotaCharged.addAndGet(bytes) <= quotaLimit) {
      return true;
    }
    quotaCharged.addAndGet(-bytes);
    return false;
  }

  /** PsReturnProcessNonPagedPoolQuota. */
  public void returnQuota(long bytes) {
    quotaCharged.addAndGet(-bytes);
  }

  /** Bytes of non-paged pool charged now. */
  public long quotaCharged() {
    return quotaCharged.get();
  }

  /** Limits its non-paged pool, in bytes. */
  public void setQuotaLimit(long bytes) {
    quotaLimit = bytes;
  }

  /** The object manager's handle table of this process; its type is known there only. */
  public Object handleTable() {
    return handleTable;
  }

  /** Set once by the object manager. */
  public void setHandleTable(Object table) {
    handleTable = table;
  }

  /** The object manager's header of this process; its type is known there only. */
  public Object header() {
    return header;
  }

  /** Set once by the object manager. */
  public void setHeader(Object made) {
    header = made;
  }

  @Override
  public String toString() {
    return "process " + processId;
  }
}
