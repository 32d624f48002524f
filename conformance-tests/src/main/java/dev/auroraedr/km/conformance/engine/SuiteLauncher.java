package dev.auroraedr.km.conformance.engine;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The JUnit Platform as the suite uses it: both engines, nothing picked up by accident. */
final class SuiteLauncher {
  /** Generous: a test that takes this long hangs, and the run must say so and go on. */
  private static final String HANG_LIMIT = "120 s";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "junit.jupiter.execution.timeout.testable.method.default", HANG_LIMIT,
          "junit.jupiter.execution.parallel.enabled", "false",
          "jqwik.database", "",
          "jqwik.reporting.onlyfailures", "true",
          "jqwik.reporting.usejunitplatform", "true");

  /**
   * jqwik says at INFO that its database is off, which it is on purpose; held, or it is collected.
   */
  private static final Logger JQWIK = Logger.getLogger("net.jqwik");

  private final Launcher launcher =
      LauncherFactory.create(
          LauncherConfig.builder()
              .enableTestExecutionListenerAutoRegistration(false)
              .enableLauncherSessionListenerAutoRegistration(false)
              .enableLauncherDiscoveryListenerAutoRegistration(false)
              .enablePostDiscoveryFilterAutoRegistration(false)
              .build());

  SuiteLauncher() {
    JQWIK.setLevel(Level.WARNING);
  }

  /** Finds every test method, those without a clause too. */
  List<SuiteTest> discover(SuiteScope scope) {
    TestPlan plan = launcher.discover(request(scope.selectors()));
    Map<String, SuiteTest> tests = new LinkedHashMap<>();
    for (TestIdentifier root : plan.getRoots()) {
      plan.getDescendants(root).forEach(id -> collect(id, scope, tests));
    }
    return new ArrayList<>(tests.values());
  }

  private static void collect(TestIdentifier id, SuiteScope scope, Map<String, SuiteTest> tests) {
    if (id.getSource().orElse(null) instanceof MethodSource source
        && scope.includes(source.getJavaClass())) {
      Method method = source.getJavaMethod();
      tests.put(id.getUniqueId(), SuiteTest.of(id.getUniqueId(), source.getJavaClass(), method));
    }
  }

  /** Runs what these unique ids name. */
  void run(List<String> uniqueIds, TestExecutionListener listener) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    uniqueIds.forEach(id -> selectors.add(DiscoverySelectors.selectUniqueId(id)));
    launcher.execute(request(selectors), listener);
  }

  private static LauncherDiscoveryRequest request(List<DiscoverySelector> selectors) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        .filters(EngineFilter.includeEngines("junit-jupiter", "jqwik"))
        .enableImplicitConfigurationParameters(false)
        .configurationParameters(SETTINGS)
        .build();
  }
}
