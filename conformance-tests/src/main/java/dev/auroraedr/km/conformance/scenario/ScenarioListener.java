package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.client.codec.EventView;

/** Looks on while a scenario is played. */
public interface ScenarioListener {
  /**
   * A step was played.
   *
   * @param line line of the file
   * @param what the step in a few words
   * @param outcome what came of it
   */
  void played(int line, String what, String outcome);

  /** An event came. */
  void event(EventView event);
}
