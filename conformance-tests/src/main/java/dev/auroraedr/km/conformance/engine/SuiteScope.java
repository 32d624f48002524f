package dev.auroraedr.km.conformance.engine;

import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Where the engine looks for tests.
 *
 * @param packages packages of the kit, with all below them
 * @param classes single classes
 */
public record SuiteScope(List<String> packages, List<Class<?>> classes) {
  /** The suite of this kit. */
  public static SuiteScope standard() {
    String base = "dev.auroraedr.km.conformance.";
    return new SuiteScope(List.of(base + "suite", base + "property"), List.of());
  }

  /** Just these classes. */
  public static SuiteScope of(Class<?>... classes) {
    return new SuiteScope(List.of(), List.of(classes));
  }

  /** Every test method found there, those without a clause too. */
  public List<SuiteTest> tests() {
    return new SuiteLauncher().discover(this);
  }

  /**
   * Whether a class found is meant. A package may be split over the class path: unit tests of the
   * suite's helpers live in the suite's packages and are no clause tests, so of packages only the
   * kit's own artifact counts.
   */
  boolean includes(Class<?> found) {
    return classes.contains(found.getNestHost())
        || classes.contains(found)
        || origin(found).equals(origin(SuiteScope.class));
  }

  private static Optional<URL> origin(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation);
  }

  List<DiscoverySelector> selectors() {
    List<DiscoverySelector> selectors = new ArrayList<>();
    packages.forEach(name -> selectors.add(DiscoverySelectors.selectPackage(name)));
    classes.forEach(type -> selectors.add(DiscoverySelectors.selectClass(type)));
    return selectors;
  }
}
