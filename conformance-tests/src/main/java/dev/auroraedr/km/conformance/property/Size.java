package dev.auroraedr.km.conformance.property;

/** How much work the properties do; 1 fits the ordinary run. */
final class Size {
  private static final int FACTOR = Math.max(1, Integer.getInteger("edrkm.suite.size", 1));

  private Size() {}

  static int times(int ordinary) {
    return ordinary * FACTOR;
  }
}
