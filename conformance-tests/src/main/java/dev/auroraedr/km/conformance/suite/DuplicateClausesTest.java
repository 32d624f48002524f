package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.fixtures.Clauses;
import org.junit.jupiter.api.Test;

/** OBJ-1: for a duplicate, the opener is the process that receives it. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class DuplicateClausesTest extends ProcessClauses {
  private long sensor;
  private long trusted;
  private long actor;
  private long thief;

  /** The sensor and services.exe have handles with all rights; tool and thief have none. */
  private void people() {
    sensor = startSensor();
    trusted = start(SERVICES);
    actor = start(TOOL);
    thief = start("\\x\\thief.exe");
    for (long holder : new long[] {sensor, trusted}) {
      granted(new HandleStimulus.OpenProcess(sensor, ALL_ACCESS, Opening.kept(holder)));
    }
  }

  private long duplicate(long caller, long source, long receiver) {
    return granted(
        new HandleStimulus.DuplicateHandle(
            caller, source, sensor, receiver, HandleStimulus.SAME_ACCESS));
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_duplicateIntoAnother_losesTheTwoRights() {
    people();
    Stream stream = handleStream();
    long granted = duplicate(actor, trusted, thief);
    mustGrant(ALL_ACCESS & ~STRIPPED, granted, "a duplicate into an ordinary process");
    mustGrant(ALL_ACCESS & ~STRIPPED, accessOf(thief, sensor), "the copy");
    mustGrant(ALL_ACCESS, accessOf(trusted, sensor), "the handle that was copied");
    RawEvent event = only(stream, "a duplicate");
    judge().equal(EventType.HANDLE_ACCESS_STRIPPED, event.type(), "type");
    judge().equal(EventFlag.DUPLICATE_HANDLE, event.flags(), "flags, DUPLICATE_HANDLE,");
    judge().equal(actor, event.get("process_id"), "process_id, the caller's,");
    judge().equal(sensor, event.get("detail0"), "detail0, the protected process,");
    judge().equal(hex(ALL_ACCESS), hex(event.get("detail1")), "detail1");
    judge()
        .equal(
            hex(thief << 32 | 0x1FFFDE), hex(event.get("detail2")), "detail2, receiver and rest,");
    judge().equal(path("\\x\\thief.exe"), event.name(), "name, the receiver's image,");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_duplicateIntoATrustedOrProtectedOne_keepsEverything() {
    people();
    long lsass = start("\\Windows\\System32\\lsass.exe");
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS, duplicate(actor, trusted, lsass), "a duplicate into lsass.exe");
    mustGrant(ALL_ACCESS, duplicate(actor, trusted, sensor), "a duplicate into the sensor");
    silent(stream, "a duplicate into a process that may have it");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_trustedCaller_doesNotHelpTheReceiver() {
    people();
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS & ~STRIPPED, duplicate(trusted, trusted, thief), "a gift of services.exe");
    mustGrant(ALL_ACCESS & ~STRIPPED, duplicate(sensor, sensor, thief), "a gift of the sensor");
    judge().equal(2, events(stream).size(), "events of two gifts");
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.OBJ_3})
  void obj1_duplicateWithLessAccess_isReportedOnlyForTheTwoRights() {
    people();
    Stream stream = handleStream();
    long harmless =
        granted(new HandleStimulus.DuplicateHandle(actor, trusted, sensor, thief, 0x1400));
    mustGrant(0x1400, harmless, "a duplicate for harmless rights");
    silent(stream, "a duplicate for harmless rights");
    long harmful =
        granted(new HandleStimulus.DuplicateHandle(actor, trusted, sensor, thief, 0x1401));
    mustGrant(0x1400, harmful, "a duplicate for PROCESS_TERMINATE");
    judge().equal(0x1401L, only(stream, "a duplicate").get("detail1"), "detail1");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_duplicateForMoreThanTheSource_isStrippedToo() {
    people();
    granted(new HandleStimulus.OpenProcess(sensor, 0x1000, Opening.kept(actor)));
    long granted =
        granted(new HandleStimulus.DuplicateHandle(actor, actor, sensor, actor, ALL_ACCESS));
    mustGrant(ALL_ACCESS & ~STRIPPED, granted, "a duplicate of an own harmless handle");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_duplicateOfAnUnprotectedProcess_isUntouched() {
    people();
    granted(new HandleStimulus.OpenProcess(thief, ALL_ACCESS, Opening.kept(actor)));
    Stream stream = handleStream();
    long granted =
        granted(
            new HandleStimulus.DuplicateHandle(
                actor, actor, thief, thief, HandleStimulus.SAME_ACCESS));
    mustGrant(ALL_ACCESS, granted, "a duplicate of a handle to an ordinary process");
    silent(stream, "a duplicate of a handle to an ordinary process");
  }

  @Test
  @Clause({Clauses.OBJ_3, Clauses.OBJ_1})
  @Requires(Capability.PEER)
  void obj3_duplicateStrippedAbove_isJudgedByWhatArrives() {
    people();
    Stream stream = handleStream();
    bed().machine().peer().objects().change("389000", 0x1, 0);
    mustGrant(0x1000, duplicate(thief, 0x1021), "a duplicate stripped twice");
    RawEvent event = only(stream, "a duplicate with one right taken above");
    judge().equal(0x1021L, event.get("detail1"), "detail1, OriginalDesiredAccess,");
    judge().equal(hex(thief << 32 | 0x1000), hex(event.get("detail2")), "detail2");
    bed().machine().peer().objects().change("389001", 0x20, 0);
    mustGrant(0x1000, duplicate(thief, 0x1021), "a duplicate stripped above");
    silent(stream, "a duplicate that reaches the driver without the two rights");
  }

  private long duplicate(long receiver, long access) {
    return granted(new HandleStimulus.DuplicateHandle(actor, trusted, sensor, receiver, access));
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_threadOfADuplicate_isTheCallers() {
    people();
    Stream stream = handleStream();
    open(actor, sensor, STRIPPED);
    long thread = only(stream, "an open").get("thread_id");
    duplicate(actor, trusted, thief);
    judge().equal(thread, only(stream, "a duplicate").get("thread_id"), "thread_id of a duplicate");
  }
}
