package dev.auroraedr.km.conformance.engine;

/** What a run says about a clause. */
public enum Outcome {
  /** At least one test ran and none failed. */
  PASS("pass"),
  /** A test failed, or a listed deviation passed. */
  FAIL("fail"),
  /** A test failed, as the target's list of deviations says it must. */
  DEVIATION("deviation"),
  /** This target can't show the clause; the reason says why. */
  NOT_APPLICABLE("not-applicable"),
  /** Nothing was shown, either way. */
  UNTESTED("untested");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** As reports write it. */
  public String word() {
    return word;
  }
}
