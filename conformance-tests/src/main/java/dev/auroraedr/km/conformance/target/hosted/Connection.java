package dev.auroraedr.km.conformance.target.hosted;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A machine of the loaded library. Thread-safe. */
final class Connection implements HostedKernel {
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

  @Override
  public Reply call(int operation, Message message) {
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

  @Override
  public List<String> violations() {
    List<String> last = lastViolations;
    return last != null ? last : call(Operations.VIOLATIONS).texts();
  }

  @Override
  public boolean closed() {
    return lastViolations != null;
  }

  @Override
  public synchronized void close() {
    if (!closed()) {
      lastViolations = violations();
      HostLibrary.edrkm_close(machine);
    }
  }
}
