package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.codec.EventView;

/** Writes events for a reader. */
interface EventPrinter {
  /** One event. */
  void event(EventView event);

  /** Events that the driver dropped before the next one; called with 0 too. */
  void dropped(long events);
}
