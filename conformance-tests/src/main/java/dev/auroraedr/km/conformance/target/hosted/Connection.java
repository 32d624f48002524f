package dev.auroraedr.km.conformance.target.hosted;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A booted machine of the hosted kernel, as messages. Thread-safe. */
final class Connection {
  private static final int DETERMINISTIC = 1;
  private static final int SPECIAL_POOL = 2;

  /** Not a Java array: an operation may wait, and memory that is lent out could hold up the GC. */
  private static final ThreadLocal<Memory> INPUT = ThreadLocal.withInitial(() -> new Memory(4096));

  private final long machine;
  private volatile List<String> lastViolations;

  private Connection(long machine) {
    this.machine = machine;
  }

  /** Boots a machine. */
  static Connection boot(String profileJson, long seed, boolean deterministic) {
    byte[] profile = profileJson.getBytes(StandardCharsets.UTF_8);
    int options =
        (deterministic ? DETERMINISTIC : 0)
            | (Boolean.getBoolean("edrkm.special-pool") ? SPECIAL_POOL : 0);
    long machine = HostLibrary.edrkm_boot(input(profile), profile.length, seed, options);
    if (machine == 0) {
      throw new IllegalArgumentException("the hosted kernel refused to boot: " + reply().words());
    }
    return new Connection(machine);
  }

  private static Pointer input(byte[] bytes) {
    Memory memory = INPUT.get();
    if (memory.size() < bytes.length) {
      memory = new Memory(2L * bytes.length);
      INPUT.set(memory);
    }
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  private static Reply reply() {
    int bytes = Math.toIntExact(HostLibrary.edrkm_reply_bytes());
    return new Reply(bytes == 0 ? new byte[0] : HostLibrary.edrkm_reply().getByteArray(0, bytes));
  }

  /** Performs an operation without parameters. */
  Reply call(int operation) {
    return call(operation, new Message());
  }

  /**
   * Performs an operation.
   *
   * @throws MachineStoppedException if the machine has stopped, before or meanwhile
   * @throws IllegalArgumentException if there can't be such an operation
   */
  Reply call(int operation, Message message) {
    byte[] bytes = message.toBytes();
    int code = HostLibrary.edrkm_call(machine, operation, input(bytes), bytes.length);
    if (code == HostLibrary.DONE) {
      return reply();
    }
    if (code == HostLibrary.STOPPED) {
      throw new MachineStoppedException(violations());
    }
    throw new IllegalArgumentException(
        String.format("operation 0x%X of the hosted kernel: %s", operation, reply().words()));
  }

  /** What the machine has found so far, also once it is closed. */
  List<String> violations() {
    List<String> last = lastViolations;
    return last != null ? last : lines(call(Operations.VIOLATIONS));
  }

  /** A count, and that many texts. */
  static List<String> lines(Reply reply) {
    int count = reply.u32();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(reply.text());
    }
    return List.copyOf(lines);
  }

  /** Whether it is closed. */
  boolean closed() {
    return lastViolations != null;
  }

  /** Forgets the machine; idempotent. */
  synchronized void close() {
    if (!closed()) {
      lastViolations = violations();
      HostLibrary.edrkm_close(machine);
    }
  }
}
