package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.StreamTotals;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Leaves the receives of a stopped stream to the request that comes after STOP. */
final class LateCancels implements DriverParts {
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Boolean> closing = ThreadLocal.withInitial(() -> false);

  @Override
  public ReceiveCompleter receiveCompleter(IoManager io) {
    return new ReceiveCompleter(io) {
      @Override
      public void cancel(Irp irp) {
        if (closing.get()) {
          held.add(() -> super.cancel(irp));
        } else {
          super.cancel(irp);
        }
      }
    };
  }

  @Override
  public StreamCloser streamCloser(StreamTable streams, Pool pool) {
    return new StreamCloser(streams, pool) {
      @Override
      public StreamTotals close(EventStream stream, int status) {
        closing.set(true);
        StreamTotals totals = super.close(stream, status);
        closing.set(false);
        return totals;
      }
    };
  }

  @Override
  public DeviceDispatch deviceDispatch(
      IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {
    return new DeviceDispatch(io, sessions, requests) {
      @Override
      public int deviceControl(Irp irp) {
        release();
        return super.deviceControl(irp);
      }

      @Override
      public int cleanup(Irp irp) {
        int status = super.cleanup(irp);
        release();
        return status;
      }
    };
  }

  private void release() {
    for (Runnable next = held.poll(); next != null; next = held.poll()) {
      next.run();
    }
  }
}
