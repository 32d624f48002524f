package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.client.DriverException;

/** Queries of an emulated machine, asked through the client. */
final class DriverQueries implements QueryPath {
  private final BenchMachine machine;

  private DriverQueries(BenchMachine machine) {
    this.machine = machine;
  }

  static DriverQueries open() {
    return new DriverQueries(BenchMachine.boot(FileNames.ofBytes(128)));
  }

  @Override
  public Object ask(Query query) {
    try {
      return query == Query.HEALTH
          ? machine.connection().queryCallbackHealth()
          : machine.connection().queryMinifilterStatus();
    } catch (DriverException e) {
      throw new IllegalStateException("the query failed", e);
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
