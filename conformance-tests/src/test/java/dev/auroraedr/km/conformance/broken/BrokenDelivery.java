package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.emulator.driver.EventEncoder;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.EventQueue;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Drivers that make, place and queue events wrongly, or at too high a price. */
final class BrokenDelivery {
  private static final long KERNEL_ADDRESS = 0xFFFFA80412345678L;

  private BrokenDelivery() {}

  static List<BrokenTarget> all() {
    AtomicInteger shared = new AtomicInteger();
    return List.of(
        driver(
                "mask-ignored",
                "An event goes to streams whose mask lacks its type.",
                Parts.publisher(MaskIgnored::new))
            .fails(Clauses.STR_7, "the mask bit of type"),
        driver(
                "drops-oldest",
                "A full queue drops its oldest events.",
                Parts.queue(DropsOldest::new))
            .fails(Clauses.STR_7, "names of what was queued"),
        driver(
                "queue-off-by-one",
                "An event that fills the queue exactly is dropped.",
                Parts.queue(OffByOne::new))
            .fails(Clauses.STR_16, "events of 256 bytes"),
        driver(
                "queue-overhead",
                "Each queued event takes 8 bytes more than its size.",
                Parts.queue(Overhead::new))
            .fails(Clauses.STR_16, "events of 256 bytes"),
        driver(
                "lost-without-number",
                "An event that can't be made for want of memory is not counted.",
                Parts.publisher(LostSilently::new))
            .fails(Clauses.STR_16, "numbers queued"),
        driver(
                "one-budget",
                "All queues share one stream's room: a stalled client makes others lose events.",
                Parts.queue(memory -> new SharedBudget(memory, shared)))
            .fails(Clauses.STR_13, "events that fit the other queue"),
        driver(
                "padding-not-cleared",
                "An event's padding holds what was in the memory before.",
                Parts.encoder(DirtyPadding::new))
            .fails(Clauses.IOC_6, "padding of an event must be zero"),
        driver(
                "kernel-address",
                "detail2 of an event holds a kernel address.",
                Parts.encoder(KernelAddress::new))
            .fails(Clauses.IOC_6, "no answer may hold a kernel address"),
        driver(
                "makes-unwanted-events",
                "Events are made with no stream that takes them.",
                Parts.publisher(MakesUnwanted::new))
            .fails(Clauses.STR_12, "allocations of file operations"),
        driver(
                "locks-to-ask",
                "A lock is taken to find out that no stream takes a type.",
                Parts.publisher(LocksToAsk::new))
            .fails(Clauses.STR_12, "locks taken by file operations"),
        driver(
                "slow-completions",
                "Each 60th completion of a receive that pended waits 2 ms.",
                Parts.completer(Slow::new))
            .fails(Clauses.STR_14, "must be under 1 ms", "every event must arrive"));
  }

  private static class Publisher extends EventPublisher {
    Publisher(Parts.Published from) {
      super(from.streams(), from.encoder(), from.kernel().pool(), from.kernel().ke());
    }
  }

  private static final class MaskIgnored extends Publisher {
    MaskIgnored(Parts.Published from) {
      super(from);
    }

    @Override
    protected boolean isFor(EventStream stream, int maskBit) {
      return true;
    }
  }

  private static final class LostSilently extends Publisher {
    LostSilently(Parts.Published from) {
      super(from);
    }

    @Override
    protected void lose(int type) {
      // The defect: nobody counts it.
    }
  }

  private static final class MakesUnwanted extends Publisher {
    MakesUnwanted(Parts.Published from) {
      super(from);
    }

    @Override
    public boolean wants(int type) {
      return true;
    }
  }

  private static final class LocksToAsk extends Publisher {
    private final SpinLock lock;

    LocksToAsk(Parts.Published from) {
      super(from);
      lock = from.kernel().ke().newSpinLock();
    }

    @Override
    public boolean wants(int type) {
      lock.acquire();
      boolean wanted = super.wants(type);
      lock.release();
      return wanted;
    }
  }

  private static final class DropsOldest extends EventQueue {
    DropsOldest(PoolBlock memory) {
      super(memory);
    }

    @Override
    public boolean append(byte[] event, int size) {
      byte[] dropped = new byte[4096];
      while (!fits(size)) {
        removeOldest(dropped, 0);
      }
      return super.append(event, size);
    }
  }

  private static final class OffByOne extends EventQueue {
    OffByOne(PoolBlock memory) {
      super(memory);
    }

    @Override
    protected boolean fits(int size) {
      return super.fits(size + 1);
    }
  }

  private static final class Overhead extends EventQueue {
    Overhead(PoolBlock memory) {
      super(memory);
    }

    @Override
    protected boolean fits(int size) {
      return super.fits(size + 8 * (count() + 1));
    }
  }

  private static final class SharedBudget extends EventQueue {
    private final AtomicInteger used;

    SharedBudget(PoolBlock memory, AtomicInteger used) {
      super(memory);
      this.used = used;
      used.set(0);
    }

    @Override
    public boolean append(byte[] event, int size) {
      boolean room = used.get() + size <= memory().size() && super.append(event, size);
      used.addAndGet(room ? size : 0);
      return room;
    }

    @Override
    public int removeOldest(byte[] target, int at) {
      int size = super.removeOldest(target, at);
      used.addAndGet(-size);
      return size;
    }
  }

  private static final class DirtyPadding extends EventEncoder {
    @Override
    protected void clearPadding(byte[] out, int from, int to) {
      java.util.Arrays.fill(out, from, to, (byte) 0xCC);
    }
  }

  private static final class KernelAddress extends EventEncoder {
    @Override
    public int encode(EventFields event, long timestamp, byte[] out) {
      int size = super.encode(event, timestamp, out);
      java.nio.ByteBuffer.wrap(out)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .putLong(EventLayout.DETAIL2_OFFSET, KERNEL_ADDRESS);
      return size;
    }
  }

  private static final class Slow extends ReceiveCompleter {
    private final AtomicInteger completions = new AtomicInteger();

    Slow(IoManager io) {
      super(io);
    }

    @Override
    public void complete(Irp irp) {
      if (completions.incrementAndGet() % 60 == 0) {
        LockSupport.parkNanos(2_000_000);
      }
      super.complete(irp);
    }
  }
}
