package dev.auroraedr.km.conformance.engine;

/** Follows a run while it is under way, on the thread that runs the tests. */
public interface RunObserver {
  /** Nobody looks. */
  RunObserver NONE = new RunObserver() {};

  /** A step begins: the tests of all clauses, or the one judged by time. */
  default void stepBegan(String step, int testMethods) {}

  /** A test method, or one invocation of it, begins. */
  default void testBegan(SuiteTest test) {}

  /** A test ended; of a parameterized one, one invocation. */
  default void testEnded(SuiteTest test, boolean passed) {}

  /** A test method is done with all its invocations. */
  default void methodEnded(SuiteTest test) {}

  /** The run is over. */
  default void runEnded() {}
}
