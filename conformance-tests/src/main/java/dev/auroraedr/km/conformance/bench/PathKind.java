package dev.auroraedr.km.conformance.bench;

/** What carries the events or answers the queries of a benchmark. */
public enum PathKind {
  /** Client, emulated system and driver. */
  DRIVER,
  /** The same bytes, copies and decoder around a JCTools queue. */
  FLOOR;

  /** Makes the path of this kind. */
  EventPath events(PathShape shape) {
    return this == DRIVER ? DriverPath.open(shape) : new FloorPath(shape);
  }

  /** Makes the query path of this kind. */
  QueryPath queries() {
    return this == DRIVER ? DriverQueries.open() : new FloorQueries();
  }

  /** Boots the machine that decides in this way. */
  DecisionMachine decisions() {
    return this == DRIVER ? DecisionMachine.withDriver() : DecisionMachine.withEmptyDriver();
  }
}
