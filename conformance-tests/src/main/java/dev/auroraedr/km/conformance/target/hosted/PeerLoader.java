package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.abi.NtStatus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads the second driver's image. A system registers one minifilter for a driver, so that each
 * filter needs a copy under a service name of its own; one more copy does all the rest.
 * Thread-safe.
 */
final class PeerLoader {
  /** The system process, whose thread kernel components run in. */
  private static final int SYSTEM = 4;

  /** The machine's shell, the ordinary program. */
  private static final int SHELL = 0;

  private final HostedKernel kernel;
  private final byte[] image;
  private final Requests requests;
  private final AtomicInteger next = new AtomicInteger();
  private PeerDevice common;
  private PeerDevice commonOfShell;

  PeerLoader(HostedKernel kernel, byte[] image) {
    this.kernel = kernel;
    this.image = image;
    this.requests = new Requests(kernel);
  }

  /** A copy for one more filter. */
  PeerDevice another() {
    return open(load(), SYSTEM);
  }

  /** The copy for everything but filters, called from the system process. */
  synchronized PeerDevice common() {
    if (common == null) {
      String name = load();
      common = open(name, SYSTEM);
      commonOfShell = open(name, SHELL);
    }
    return common;
  }

  /** The same, called from a thread of the ordinary program. */
  synchronized PeerDevice commonOfShell() {
    common();
    return commonOfShell;
  }

  private String load() {
    String name = "edr-km-peer" + next.incrementAndGet();
    Message message = new Message().text(name).bytes(image);
    int status = kernel.call(Operations.LOAD_PEER, message).u32();
    require(status, "loading the second driver");
    return name;
  }

  private PeerDevice open(String name, int process) {
    return PeerDevice.open(new Caller(requests, process), name);
  }

  /** Fails unless the status is a success: the second driver is a tool, and must work. */
  static void require(int status, String what) {
    if (status < NtStatus.SUCCESS) {
      throw new IllegalStateException(String.format("%s failed: 0x%08X", what, status));
    }
  }
}
