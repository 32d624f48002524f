package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.PeerObjects.Seen;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OBJ-3 beside other drivers' object callbacks, and OBJ-6. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class StrippedAccessClausesTest extends ProcessClauses {
  private static final String ABOVE = "389000";
  private static final String BELOW = "320000";

  @Test
  @Clause(Clauses.OBJ_3)
  @Requires(Capability.PEER)
  void obj3_rightsTakenAbove_makeNoEvent() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    bed().machine().peer().objects().change(ABOVE, STRIPPED, 0);
    mustGrant(0x1000, open(actor, sensor, 0x1021), "an open stripped above");
    silent(stream, "an open that reaches the driver without the two rights");
  }

  @Test
  @Clause(Clauses.OBJ_3)
  @Requires(Capability.PEER)
  void obj3_oneRightTakenAbove_reportsTheOriginal() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    bed().machine().peer().objects().change(ABOVE, 0x1, 0);
    mustGrant(0x1000, open(actor, sensor, 0x1021), "an open stripped twice");
    RawEvent event = only(stream, "an open with one right taken above");
    judge().equal(0x1021L, event.get("detail1"), "detail1, OriginalDesiredAccess,");
    judge().equal(0x1000L, event.get("detail2"), "detail2, what the driver leaves,");
  }

  @Test
  @Clause({Clauses.OBJ_3, Clauses.OBJ_1})
  @Requires(Capability.PEER)
  void obj3_otherDriversRights_areLeftToThem() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    bed().machine().peer().objects().change(ABOVE, 0x10, 0);
    bed().machine().peer().objects().change(BELOW, 0x400, 0);
    mustGrant(0x1000, open(actor, sensor, 0x1431), "an open stripped by three");
    RawEvent event = only(stream, "an open stripped by three");
    judge().equal(0x1431L, event.get("detail1"), "detail1, OriginalDesiredAccess,");
    judge().equal(0x1400L, event.get("detail2"), "detail2, before who comes below,");
  }

  @Test
  @Clause(Clauses.OBJ_3)
  @Requires(Capability.PEER)
  void obj3_rightsAddedByOthers_haveNoEffect() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    bed().machine().peer().objects().change(ABOVE, 0, STRIPPED);
    bed().machine().peer().objects().change(BELOW, 0, STRIPPED);
    mustGrant(0x1000, open(actor, sensor, 0x1000), "an open for harmless rights");
    silent(stream, "an open for harmless rights");
    mustGrant(0x1000, open(actor, sensor, 0x1021), "an open for harmful rights");
  }

  @Test
  @Clause({Clauses.OBJ_3, Clauses.OBJ_1})
  @Requires(Capability.PEER)
  void obj3_callbackBelow_seesWhatTheDriverLeaves() {
    long sensor = startSensor();
    long actor = start(TOOL);
    List<Seen> above = bed().machine().peer().objects().watch(ABOVE);
    List<Seen> below = bed().machine().peer().objects().watch(BELOW);
    open(actor, sensor, 0x1021);
    judge()
        .equal(
            List.of(new Seen(sensor, false, false, 0x1021, 0x1021)), above, "what is seen above");
    judge()
        .equal(
            List.of(new Seen(sensor, false, false, 0x1021, 0x1000)), below, "what is seen below");
  }

  @Test
  @Clause(Clauses.OBJ_6)
  void obj6_byDefault_onlyTwoRightsAreTaken() {
    long sensor = startSensor();
    long granted = open(start(TOOL), sensor, ALL_ACCESS);
    mustGrant(ALL_ACCESS & ~0x21, granted, "an open for everything, no ExtraStrippedAccess");
  }

  @Test
  @Clause(Clauses.OBJ_6)
  void obj6_extraRights_areTakenToo() {
    for (int extra : new int[] {0x2, 0x8, 0x40, 0x80, 0x100, 0x200, 0x800, 0x802}) {
      mustLeave(ALL_ACCESS & ~(0x21 | extra), extra);
    }
  }

  @Test
  @Clause(Clauses.OBJ_6)
  void obj6_otherRights_areIgnoredSilently() {
    mustLeave(ALL_ACCESS & ~0x21, 0);
    mustLeave(ALL_ACCESS & ~0x21, 0x1F0000 | 0x1000 | 0x400 | 0x10 | 0x4 | 0x2000);
    mustLeave(ALL_ACCESS & ~(0x21 | 0xBCA), -1);
  }

  private void mustLeave(int left, int extra) {
    bareBed();
    write("ExtraStrippedAccess", extra);
    bed().load();
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    String what = "an open for everything, ExtraStrippedAccess " + hex(extra & 0xFFFFFFFFL) + ",";
    mustGrant(left, open(actor, sensor, ALL_ACCESS), what);
    judge().equal(hex(left), hex(only(stream, what).get("detail2")), "detail2 of " + what);
    for (int bit = 1; bit <= 0x1000; bit <<= 1) {
      boolean taken = (left & bit) == 0;
      mustGrant(taken ? 0 : bit, open(actor, sensor, bit), "an open for " + hex(bit));
      judge().equal(taken ? 1 : 0, events(stream).size(), "events of an open for " + hex(bit));
    }
  }
}
