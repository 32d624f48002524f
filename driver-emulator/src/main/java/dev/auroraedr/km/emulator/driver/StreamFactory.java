package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.ke.Ke;

/** Puts a stream together from its parts. Thread-safe. */
public final class StreamFactory {
  private final DriverParts parts;
  private final Ke ke;
  private final StreamTools tools;

  StreamFactory(DriverParts parts, Ke ke, StreamTools tools) {
    this.parts = parts;
    this.ke = ke;
    this.tools = tools;
  }

  EventStream create(StreamGrant grant, Session session, PoolBlock memory) {
    StreamState state =
        new StreamState(
            ke.newSpinLock(),
            parts.eventQueue(memory),
            parts.receiveQueue(),
            parts.streamAccount());
    return parts.eventStream(grant, session, state, tools);
  }
}
