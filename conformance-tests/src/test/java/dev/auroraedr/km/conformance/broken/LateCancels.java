package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;

/** Holds cancelled receives back until the request that ended them has completed. */
final class LateCancels implements DriverParts {
  /** What the current thread's request has ended, while there is one. */
  private final ThreadLocal<Deque<Runnable>> held = new ThreadLocal<>();

  @Override
  public ReceiveCompleter receiveCompleter(IoManager io) {
    return new ReceiveCompleter(io) {
      @Override
      public void cancel(Irp irp) {
        if (held.get() == null) {
          super.cancel(irp);
        } else {
          held.get().add(() -> super.cancel(irp));
        }
      }
    };
  }

  @Override
  public DeviceDispatch deviceDispatch(
      IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {
    return new DeviceDispatch(io, sessions, requests) {
      @Override
      public int deviceControl(Irp irp) {
        return holding(() -> super.deviceControl(irp));
      }
    };
  }

  private int holding(IntSupplier request) {
    Deque<Runnable> mine = new ArrayDeque<>();
    held.set(mine);
    try {
      return request.getAsInt();
    } finally {
      held.remove();
      mine.forEach(Runnable::run);
    }
  }
}
