package dev.auroraedr.km.conformance.bench;

/** Answers the device's two queries; for one thread. */
interface QueryPath extends AutoCloseable {
  /** Asks and returns the decoded answer. */
  Object ask(Query query);

  @Override
  void close();
}
