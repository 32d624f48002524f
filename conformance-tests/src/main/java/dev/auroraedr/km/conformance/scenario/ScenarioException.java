package dev.auroraedr.km.conformance.scenario;

/** A scenario that can't be read, or a step that did not go as its file says. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1;

  ScenarioException(String message) {
    super(message);
  }

  ScenarioException(Place place, String message) {
    super(place + ": " + message);
  }
}
