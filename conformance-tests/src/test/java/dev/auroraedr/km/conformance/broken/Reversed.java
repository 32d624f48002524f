package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.StreamTotals;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.ArrayDeque;
import java.util.Deque;

/** Ends a closed stream's receives in time, but the newest first. */
final class Reversed implements DriverParts {
  private final ThreadLocal<Deque<Runnable>> held = new ThreadLocal<>();

  @Override
  public ReceiveCompleter receiveCompleter(IoManager io) {
    return new ReceiveCompleter(io) {
      @Override
      public void cancel(Irp irp) {
        if (held.get() == null) {
          super.cancel(irp);
        } else {
          held.get().addFirst(() -> super.cancel(irp));
        }
      }
    };
  }

  @Override
  public StreamCloser streamCloser(StreamTable streams, Pool pool) {
    return new StreamCloser(streams, pool) {
      @Override
      public StreamTotals close(EventStream stream, int status) {
        Deque<Runnable> mine = new ArrayDeque<>();
        held.set(mine);
        StreamTotals totals = super.close(stream, status);
        held.remove();
        mine.forEach(Runnable::run);
        return totals;
      }
    };
  }
}
