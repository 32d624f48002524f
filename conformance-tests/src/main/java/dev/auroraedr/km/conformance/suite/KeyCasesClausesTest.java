package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.KeyProbe;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.cases.KeyCase;
import dev.auroraedr.km.fixtures.cases.KeyCase.Place;
import dev.auroraedr.km.fixtures.cases.KeyCases;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** REG-5 and REG-7: which keys an entry matches, by the cases of the fixtures. */
@Requires(Capability.STIMULI)
class KeyCasesClausesTest extends ClauseTest {
  private static final String USER = "\\REGISTRY\\USER\\S-1-5-18";

  @Test
  @Clause(Clauses.REG_5)
  void reg5_eachOfTheFiftyFiveEntries_isReportedAtAndBelowIt() {
    KeyProbe probe = probe(bed());
    List<String> entries = PolicyDefaults.load().monitoredKeys();
    judge().equal(55, entries.size(), "entries of the default list");
    for (String entry : entries) {
      String key = existing(entry);
      probe.set(key, "at " + entry);
      probe.set(key + "\\below", "below " + entry);
      probe.set(key + "x", "beside " + entry);
    }
    for (String entry : entries) {
      judge().that(probe.isReported("at " + entry), "a value of the key must be reported", entry);
      judge().that(probe.isReported("below " + entry), "a value below must be reported", entry);
      judge()
          .that(!probe.isReported("beside " + entry), "a longer name must not be reported", entry);
    }
  }

  /** A key that the entry matches, as a machine has it. */
  private static String existing(String entry) {
    return entry.replace("\\REGISTRY\\USER\\*", USER).replace("\\*", "\\{1}");
  }

  @Test
  @Clause(Clauses.REG_5)
  void reg5_cases_areReportedAsTheySay() {
    play("defaults", each -> each.info().clauses().contains(Clauses.REG_5));
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_casesOfTheDefaults_areReportedAsTheySay() {
    play("defaults", each -> !each.info().clauses().contains(Clauses.REG_5));
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_casesWithStars_areReportedAsTheySay() {
    play("stars", each -> true);
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_casesOfControlSets_areReportedAsTheySay() {
    play("links", each -> true);
  }

  @Test
  @Clause({Clauses.FIL_2, Clauses.REG_7})
  void fil2_keysOutsideAscii_areReportedAsTheirCasesSay() {
    play("folding", each -> true);
  }

  private void play(String group, Predicate<KeyCase> chosen) {
    KeyCases cases = group(group);
    KeyProbe probe = probe(loaded("MonitoredKeys", cases));
    List<KeyCase> played = cases.cases().stream().filter(chosen).toList();
    played.forEach(each -> probe.set(each.key(), valueOf(each)));
    judgeEach(played, each -> probe.isReported(valueOf(each)) == each.matches(), "reported");
  }

  /** A blocked list is matched as a monitored one. */
  @Test
  @Clause(Clauses.REG_7)
  void reg7_blockedKeys_areMatchedAlike() {
    for (String group : List.of("stars", "links", "folding")) {
      KeyCases cases = group(group);
      KeyProbe probe = probe(loaded("BlockedKeys", cases));
      List<KeyCase> refused = new ArrayList<>();
      for (KeyCase each : cases.cases()) {
        if (probe.set(each.key(), valueOf(each)) == NtStatus.ACCESS_DENIED) {
          refused.add(each);
        }
      }
      judgeEach(cases.cases(), each -> refused.contains(each) == each.matches(), "refused");
    }
  }

  /** Setting a key's security changes nothing that later cases need, and is refused above too. */
  @Test
  @Clause(Clauses.REG_4)
  void reg4_keySecurityAroundBlockedKeys_isRefusedAsTheCasesSay() {
    for (String group : List.of("stars", "links")) {
      KeyCases cases = group(group);
      TestBed bed = loaded("BlockedKeys", cases);
      judgeEach(
          cases.cases(),
          each ->
              bed.machine().stimulate(new RegistryStimulus.SetKeySecurity(each.key())).status()
                  == NtStatus.ACCESS_DENIED
                  == (each.place() != Place.BESIDE),
          "refused as above, at or below");
    }
  }

  private TestBed loaded(String value, KeyCases cases) {
    if (cases.entries().isEmpty()) {
      return bed();
    }
    TestBed bed = bareBed();
    PolicySetup.setList(bed, value, cases.entries().get());
    return bed.load();
  }

  private static KeyProbe probe(TestBed bed) {
    return new KeyProbe(bed, bed.session().openStream(EventMask.REGISTRY, 0));
  }

  private static KeyCases group(String name) {
    return KeyCases.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String valueOf(KeyCase each) {
    return "case " + each.info().tcId();
  }

  private void judgeEach(List<KeyCase> cases, Predicate<KeyCase> right, String what) {
    List<String> wrong = new ArrayList<>();
    for (KeyCase each : cases) {
      if (!right.test(each)) {
        wrong.add(each + " stands " + each.place());
      }
    }
    judge().that(wrong.isEmpty(), "each key must be " + what + " as its case says", wrong);
  }
}
