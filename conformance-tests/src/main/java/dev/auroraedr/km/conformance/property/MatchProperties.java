package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.FileProbe;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.KeyOracle;
import dev.auroraedr.km.conformance.suite.support.KeyProbe;
import dev.auroraedr.km.conformance.suite.support.PathOracle;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random names near what is looked for are reported as the slow oracles say. */
class MatchProperties {
  private static final List<String> KEYS =
      Stream.concat(
              PolicyDefaults.load().monitoredKeys().stream(),
              Stream.of(PolicyDefaults.load().serviceKey()))
          .toList();
  private static final Judge FILES = new Judge(Clauses.FIL_1, Clauses.FIL_2, Clauses.FIL_3);
  private static final Judge REGISTRY = new Judge(Clauses.REG_7);

  @Provide
  Arbitrary<List<String>> paths() {
    return Names.paths().list().ofSize(Size.times(80));
  }

  @Property(tries = 4, edgeCases = EdgeCasesMode.NONE)
  @Clause({Clauses.FIL_1, Clauses.FIL_2, Clauses.FIL_3})
  void fil1_anyPaths_areReportedAsTheOracleSays(@ForAll("paths") List<String> paths) {
    try (TestBed bed = TestBed.boot(FILES)) {
      FileProbe probe = new FileProbe(bed, bed.session().openStream(EventMask.FILE_CREATE, 0));
      paths.forEach(path -> probe.open(bed.machine().systemVolume() + path));
      List<Boolean> reported = probe.reported();
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        if (reported.get(i) != PathOracle.isReported(paths.get(i))) {
          wrong.add(paths.get(i));
        }
      }
      FILES.equal(List.of(), wrong, "paths that were not treated as FIL-1 says");
      bed.finish();
    }
  }

  @Provide
  Arbitrary<List<String>> keys() {
    return Names.keysNear(KEYS).list().ofSize(Size.times(80));
  }

  @Property(tries = 4, edgeCases = EdgeCasesMode.NONE)
  @Clause(Clauses.REG_7)
  void reg7_anyKeys_areReportedAsTheOracleSays(@ForAll("keys") List<String> keys) {
    KeyOracle oracle = new KeyOracle(KEYS);
    try (TestBed bed = TestBed.boot(REGISTRY)) {
      KeyProbe probe = new KeyProbe(bed, bed.session().openStream(EventMask.REGISTRY, 0));
      List<String> asked = keys.stream().filter(MatchProperties::isKey).toList();
      for (int i = 0; i < asked.size(); i++) {
        probe.set(asked.get(i), "key " + i);
      }
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        if (probe.isReported("key " + i) != oracle.matches(asked.get(i))) {
          wrong.add(asked.get(i));
        }
      }
      REGISTRY.equal(List.of(), wrong, "keys that were not treated as REG-7 says");
      bed.finish();
    }
  }

  /** A key that can exist: below one of the registry's roots. */
  private static boolean isKey(String path) {
    return path.matches("(?is)\\\\REGISTRY\\\\(MACHINE|USER)\\\\[^\\\\]+\\\\.*[^\\\\]");
  }
}
