package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FileUse;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.FileStimulus.CreateFile;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetValue;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EVT-1: names, their limits and what is cut. */
class EventNameClausesTest extends ClauseTest {
  private static final char HIGH = '\uD83D';
  private static final char LOW = '\uDE00';
  private static final int REG_SZ = 1;

  private Stream stream;
  private FileUse files;

  @BeforeEach
  void open() {
    stream = session().openStream(EventMask.FILE_CREATE | EventMask.REGISTRY, 0);
    files = new FileUse(bed());
  }

  private RawEvent only(String what) {
    List<RawEvent> events = files.events(stream);
    judge().equal(1, events.size(), "events of " + what);
    return events.get(0);
  }

  private void expectName(String name, int flags, String what) {
    RawEvent event = only(what);
    judge().equal(name, event.name(), "name of " + what);
    judge().equal(flags, event.flags(), "flags of " + what);
    judge().equal("", event.name2(), "name2 of " + what);
  }

  /** A monitored path whose units from 1,020 on are these, the extension far behind. */
  private String withUnitsAtTheCut(String units) {
    StringBuilder path = new StringBuilder(files.monitored(""));
    while (path.length() < 1020) {
      path.append(path.length() % 200 == 199 ? '\\' : 'd');
    }
    return path.append(units).append("\\b\\c.exe").toString();
  }

  @ParameterizedTest
  @CsvSource({"1023,0", "1024,0", "1025,2", "1026,2", "3000,2"})
  @Clause(Clauses.EVT_1)
  void evt1_name_holds1024Units(int units, int flags) {
    String path = bed().activity().createFile(units);
    expectName(
        path.substring(0, Math.min(units, Limits.MAX_NAME_UNITS)),
        flags,
        "a name of " + units + " units");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_pairAtTheCut_isLeftOutWhole() {
    String path = withUnitsAtTheCut("abc" + HIGH + LOW + "x");
    files.done(CreateFile.open(path));
    expectName(
        path.substring(0, 1023), EventFlag.NAME_TRUNCATED, "a name with a pair across the limit");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_pairBeforeTheCut_isKeptWhole() {
    String path = withUnitsAtTheCut("ab" + HIGH + LOW + "xx");
    files.done(CreateFile.open(path));
    expectName(
        path.substring(0, 1024), EventFlag.NAME_TRUNCATED, "a name with a pair before the limit");
  }

  @ParameterizedTest
  @CsvSource({"D83D,D83D", "D83D,0061", "DE00,DE00", "0061,DE00", "DE00,D83D"})
  @Clause(Clauses.EVT_1)
  void evt1_unpairedSurrogatesAtTheCut_areKept(String last, String first) {
    String units = "abc" + (char) Integer.parseInt(last, 16) + (char) Integer.parseInt(first, 16);
    String path = withUnitsAtTheCut(units);
    files.done(CreateFile.open(path));
    expectName(
        path.substring(0, 1024),
        EventFlag.NAME_TRUNCATED,
        "a name with " + last + " before and " + first + " behind the limit");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_pairThatEndsAtExactly1024_isKeptUncut() {
    StringBuilder path = new StringBuilder(files.monitored(""));
    while (path.length() < 1018) {
      path.append(path.length() % 200 == 199 ? '\\' : 'd');
    }
    path.append(HIGH).append(LOW).append(".exe");
    files.done(CreateFile.open(path.toString()));
    expectName(path.toString(), 0, "a name of 1,024 units that needs no cut");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_strangeUnits_areCopiedAsTheyAre() {
    String path = files.monitored("a" + LOW + HIGH + "\u0000b\uFFFF\u0001.exe");
    files.done(CreateFile.open(path));
    expectName(path, 0, "a name with unpaired surrogates and NULs");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_matching_usesTheWholeName() {
    StringBuilder path = new StringBuilder(files.path("\\"));
    while (path.length() < 1100) {
      path.append(path.length() % 200 == 199 ? '\\' : 'd');
    }
    String whole = path + "\\System32\\a.exe";
    files.done(CreateFile.open(whole));
    expectName(
        whole.substring(0, 1024),
        EventFlag.NAME_TRUNCATED,
        "a name that is monitored by what lies behind the limit");
    files.done(CreateFile.open(withUnitsAtTheCut("x.ex") + "e.txt"));
    judge().equal(0, files.events(stream).size(), "events of a name whose first part is monitored");
  }

  @ParameterizedTest
  @CsvSource({"511,0", "512,0", "513,4", "2000,4"})
  @Clause(Clauses.EVT_1)
  void evt1_name2_holds512UnitsBehindTheName(int units, int flags) {
    String value = "v".repeat(units);
    files.done(new SetValue(Activity.RUN_KEY, value, REG_SZ, 2));
    RawEvent event = only("a value whose name has " + units + " units");
    int kept = Math.min(units, Limits.MAX_NAME2_UNITS);
    judge().equal(value.substring(0, kept), event.name2(), "name2 of " + units + " units");
    judge().equal(flags, event.flags(), "flags where name2 has " + units + " units");
    judge().equal(Activity.RUN_KEY, event.name(), "name before a name2 of " + units + " units");
    int used = RawStruct.sizeOf("Event") + 2 * (Activity.RUN_KEY.length() + kept);
    judge().equal((used + 7) & -8, event.size(), "size where name2 has " + units + " units");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_pairAtTheCutOfName2_isLeftOutWhole() {
    String value = "v".repeat(511) + HIGH + LOW;
    files.done(new SetValue(Activity.RUN_KEY, value, REG_SZ, 2));
    RawEvent event = only("a value whose name has a pair across the limit");
    judge().equal("v".repeat(511), event.name2(), "name2 with a pair across the limit");
    judge().equal(EventFlag.NAME2_TRUNCATED, event.flags(), "flags of a cut name2");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_highSurrogateAtExactly512_isKeptUncut() {
    String value = "v".repeat(511) + HIGH;
    files.done(new SetValue(Activity.RUN_KEY, value, REG_SZ, 2));
    RawEvent event = only("a value whose name ends at the limit with a high surrogate");
    judge().equal(value, event.name2(), "name2 that ends at the limit with a high surrogate");
    judge().equal(0, event.flags(), "flags of a name2 that needs no cut");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_bothNamesCut_areBothFlagged() {
    String key = Activity.RUN_KEY + ("\\" + "k".repeat(200)).repeat(5);
    files.done(new SetValue(key, "v".repeat(600), REG_SZ, 2));
    RawEvent event =
        files.events(stream).stream()
            .filter(each -> each.type() == EventType.REG_SET_VALUE)
            .findFirst()
            .orElseThrow(() -> new AssertionError("a value of a long key must be reported"));
    judge().equal(key.substring(0, 1024), event.name(), "name where both are cut");
    judge().equal("v".repeat(512), event.name2(), "name2 where both are cut");
    judge()
        .equal(
            EventFlag.NAME_TRUNCATED | EventFlag.NAME2_TRUNCATED,
            event.flags(),
            "flags where both names are cut");
  }

  @Test
  @Clause(Clauses.EVT_1)
  void evt1_cutNameOfWhatIsBlocked_keepsBothFlags() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "BlockedImages", List.of("\\bad\\x.exe"));
    bed.load();
    stream = bed.session().openStream(EventMask.PROCESS, 0);
    files = new FileUse(bed);
    String image = files.path("\\bad\\x.exe");
    bed.machine().stimulate(new StartProcess(image, "c".repeat(513)));
    RawEvent event = files.events(stream).get(0);
    judge().equal(EventType.PROCESS_CREATE, event.type(), "type of a refused start");
    judge()
        .equal(
            EventFlag.BLOCKED | EventFlag.NAME2_TRUNCATED,
            event.flags(),
            "flags of a blocked process with a long command line");
  }
}
