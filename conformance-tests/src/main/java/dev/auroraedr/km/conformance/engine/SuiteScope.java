package dev.auroraedr.km.conformance.engine;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Where the engine looks for tests.
 *
 * @param packages packages, with all below them
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

  List<DiscoverySelector> selectors() {
    List<DiscoverySelector> selectors = new ArrayList<>();
    packages.forEach(name -> selectors.add(DiscoverySelectors.selectPackage(name)));
    classes.forEach(type -> selectors.add(DiscoverySelectors.selectClass(type)));
    return selectors;
  }
}
