package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.se.Token;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Processes and threads of a machine. Ids start at fixed values and count up by 4, shared between
 * processes and threads as on Windows. Thread-safe.
 */
public final class ProcessManager {
  /** Id of the system process. */
  public static final int SYSTEM_PROCESS_ID = 4;

  private static final int FIRST_ID = 1000;

  private final SystemClock clock;
  private final AtomicInteger nextId = new AtomicInteger(FIRST_ID);
  private final Map<Integer, Process> processes = new ConcurrentSkipListMap<>();
  private final Process system;

  /** Makes the system process. */
  public ProcessManager(SystemClock clock) {
    this.clock = clock;
    ProcessSpec spec = new ProcessSpec("", Token.system(), false, null);
    this.system = new Process(SYSTEM_PROCESS_ID, spec, clock.now(), this);
    processes.put(SYSTEM_PROCESS_ID, system);
  }

  int nextId() {
    return nextId.getAndAdd(4);
  }

  /** Makes a process without a thread; callbacks of drivers are the caller's business. */
  public Process createProcess(ProcessSpec spec) {
    return createProcess(spec, 0);
  }

  /**
   * The same under the id of a process that has ended, as the system gives ids out again.
   *
   * @param endedId 0 for the next one
   * @throws IllegalArgumentException if the id is in use or was never given out
   */
  public Process createProcess(ProcessSpec spec, int endedId) {
    if (endedId != 0 && (endedId >= nextId.get() || processes.containsKey(endedId))) {
      throw new IllegalArgumentException("no ended process has the id " + endedId);
    }
    Process process = new Process(endedId == 0 ? nextId() : endedId, spec, clock.now(), this);
    processes.put(process.processId(), process);
    return process;
  }

  /** Takes an ended process from the list; its handles are the caller's business. */
  public void remove(Process process) {
    process.terminate();
    processes.remove(process.processId());
  }

  /** Marks a process as ending: from now on its threads start no request. */
  public void markTerminated(Process process) {
    process.terminate();
  }

  /** Marks a thread as ended: it starts no request any more. */
  public void markTerminated(KThread thread) {
    thread.terminate();
  }

  /** PsLookupProcessByProcessId; null if there is none. */
  public Process lookup(int processId) {
    return processes.get(processId);
  }

  /** All processes, by id. */
  public List<Process> processes() {
    return List.copyOf(processes.values());
  }

  /** The system process, in which kernel components run. */
  public Process systemProcess() {
    return system;
  }

  /**
   * KeGetCurrentThread: the emulated thread that runs the current call; a thread of the system
   * process where none was chosen.
   */
  public KThread currentThread() {
    Object thread = ExecutionContext.current().thread();
    return thread == null ? system.threadOfCaller() : (KThread) thread;
  }

  /** PsGetCurrentProcess. */
  public Process currentProcess() {
    return currentThread().process();
  }

  /** ExGetPreviousMode: whether the current thread's request comes from kernel mode. */
  public boolean previousModeIsKernel() {
    return currentThread().isPreviousModeKernel();
  }

  /** Runs an action as a Zw routine does: in the current thread, previous mode KernelMode. */
  public void runInKernelMode(Runnable action) {
    KThread thread = currentThread();
    boolean before = thread.enterKernelMode();
    try {
      action.run();
    } finally {
      thread.leaveKernelMode(before);
    }
  }

  /** Runs an action as an emulated thread. */
  public void runAs(KThread thread, Runnable action) {
    ExecutionContext context = ExecutionContext.current();
    Object previous = context.switchTo(thread);
    try {
      action.run();
    } finally {
      context.switchTo(previous);
    }
  }
}
