package dev.auroraedr.km.conformance.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the receivers really got during a measurement. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class EventCounts {
  /** Events received, over all streams. */
  public long events;

  /** Batches that held them. */
  public long batches;
}
