package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Kind;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OBJ-1 and POL-1: what an open of a protected process is left with, and by whom. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class ProtectionClausesTest extends ProcessClauses {
  private static final int MAXIMUM_ALLOWED = 0x02000000;
  private static final int GENERIC_ALL = 0x10000000;
  private static final int GENERIC_WRITE = 0x40000000;
  private static final long SYSTEM_PROCESS = 4;

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_open_losesTwoRightsAndIsReported() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS & ~STRIPPED, open(actor, sensor, ALL_ACCESS), "an open for everything");
    RawEvent event = only(stream, "one open");
    judge().equal(EventType.HANDLE_ACCESS_STRIPPED, event.type(), "type");
    judge().equal(0, event.flags(), "flags");
    judge().equal(actor, event.get("process_id"), "process_id, the opener's,");
    judge().that(event.get("thread_id") != 0, "thread_id must be the opener's", 0);
    judge().equal(sensor, event.get("detail0"), "detail0, the protected process,");
    judge().equal(hex(ALL_ACCESS), hex(event.get("detail1")), "detail1, OriginalDesiredAccess,");
    judge().equal(hex(0x1FFFDE), hex(event.get("detail2")), "detail2, what is left,");
    judge().equal(path(TOOL), event.name(), "name, the opener's image,");
    judge().equal("", event.name2(), "name2");
    judge().equal(bed().machine().now(), event.timestamp(), "timestamp");
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.OBJ_3})
  void obj1_eachRight_isTakenOrLeftByItself() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    for (int bit = 1; bit <= 0x100000; bit <<= 1) {
      if ((bit & ALL_ACCESS) != 0) {
        boolean taken = (bit & STRIPPED) != 0;
        mustGrant(taken ? 0 : bit, open(actor, sensor, bit), "an open for " + hex(bit));
        String what = "an open of the sensor for " + hex(bit);
        judge().equal(taken ? 1 : 0, events(stream).size(), "events of " + what);
      }
    }
    mustGrant(0x1000, open(actor, sensor, 0x1021), "an open for more than the two rights");
    mustGrant(0x1418, open(actor, sensor, 0x1438), "an open for one of the two rights and others");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_genericAndMaximumAllowed_areStrippedToo() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    for (int access : new int[] {MAXIMUM_ALLOWED, GENERIC_ALL, GENERIC_WRITE}) {
      long granted = open(actor, sensor, access);
      judge().equal("0x0", hex(granted & STRIPPED), "rights left of an open for " + hex(access));
      judge().that(granted != 0, "an open for " + hex(access) + " must keep other rights", 0);
      RawEvent event = only(stream, "an open for " + hex(access));
      judge().equal(hex(granted), hex(event.get("detail2")), "detail2");
    }
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.POL_1})
  void obj1_trustedImages_keepEverything() {
    long sensor = startSensor();
    Stream stream = handleStream();
    for (String image : PolicyDefaults.load().trustedImages()) {
      mustGrant(ALL_ACCESS, open(start(image), sensor, ALL_ACCESS), "an open by " + image);
    }
    mustGrant(ALL_ACCESS, open(SYSTEM_PROCESS, sensor, ALL_ACCESS), "an open by process 4");
    silent(stream, "an open of the sensor by a trusted process");
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.POL_1})
  void obj1_protectedProcesses_openThemselvesAndEachOther() {
    long sensor = startSensor();
    long second = start(SENSOR, Start.by(sensor));
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS, open(sensor, sensor, ALL_ACCESS), "an open of itself");
    mustGrant(ALL_ACCESS, open(second, sensor, ALL_ACCESS), "an open by a protected process");
    silent(stream, "an open between protected processes");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_otherProcesses_areNotProtected() {
    long lsass = start("\\Windows\\System32\\lsass.exe");
    long tool = start("\\x.exe");
    long actor = start(TOOL);
    Stream stream = handleStream();
    for (long target : List.of(lsass, tool, actor)) {
      mustGrant(ALL_ACCESS, open(actor, target, ALL_ACCESS), "an open of an ordinary process");
    }
    silent(stream, "an open of a process that is not protected");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_creatorsHandle_isAnOpeningToo() {
    long actor = start(TOOL);
    long trusted = start(SERVICES);
    Stream stream = handleStream();
    long mine = start(SENSOR, Start.by(actor).keepingHandle());
    judge().equal("0x0", hex(accessOf(actor, mine) & STRIPPED), "the creator's two rights");
    RawEvent event = only(stream, "a start of the sensor");
    judge().equal(actor, event.get("process_id"), "process_id, the creator's,");
    judge().equal(mine, event.get("detail0"), "detail0");
    long theirs = start(SENSOR, Start.by(trusted).keepingHandle());
    mustGrant(ALL_ACCESS, accessOf(trusted, theirs), "the handle of a trusted creator");
    silent(stream, "a start of the sensor by services.exe");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_chosenParent_doesNotMakeTheCreatorTrusted() {
    long actor = start(TOOL);
    long trusted = start(SERVICES);
    long sensor = start(SENSOR, Start.by(actor).under(trusted).keepingHandle());
    judge().equal("0x0", hex(accessOf(actor, sensor) & STRIPPED), "the creator's two rights");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_handlesFromBefore_keepTheirAccessAndAreInherited() {
    bareBed();
    long sensor = start(SENSOR);
    long actor = start(TOOL);
    granted(
        new HandleStimulus.OpenProcess(
            sensor, ALL_ACCESS, HandleStimulus.Opening.inheritable(actor)));
    bed().load();
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS, accessOf(actor, sensor), "a handle from before the driver");
    long child = start(TOOL, Start.by(actor).inheriting());
    mustGrant(ALL_ACCESS, accessOf(child, sensor), "an inherited handle");
    silent(stream, "inheriting a handle");
    mustGrant(0, open(actor, sensor, STRIPPED), "an open beside an old handle");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_threads_areNotFiltered() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    long granted = granted(new HandleStimulus.OpenThread(actor, sensor, ALL_ACCESS));
    mustGrant(ALL_ACCESS, granted, "an open of the sensor's thread");
    silent(stream, "an open of a thread");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  @Requires(Capability.WOW64)
  void obj1_thirtyTwoBitOpener_isStrippedToo() {
    long sensor = startSensor();
    long actor = start(TOOL, Start.ORDINARY.of(Kind.WOW64));
    mustGrant(0, open(actor, sensor, STRIPPED), "an open by a 32-bit process");
  }

  @Test
  @Clause(Clauses.OBJ_1)
  void obj1_withoutAStream_isStrippedAllTheSame() {
    long sensor = startSensor();
    mustGrant(0, open(start(TOOL), sensor, STRIPPED), "an open that nobody listens to");
  }

  @Test
  @Clause({Clauses.OBJ_2, Clauses.OBJ_1})
  @Requires(Capability.PEER)
  void obj2_kernelHandles_areUntouched() {
    long sensor = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    var kernel = bed().machine().peer().objects();
    mustGrant(ALL_ACCESS, kernel.openKernelHandle(sensor, ALL_ACCESS).id(), "a kernel handle");
    mustGrant(STRIPPED, kernel.openKernelHandle(sensor, STRIPPED).id(), "a kernel handle");
    silent(stream, "a kernel handle to the sensor");
    mustGrant(0, open(actor, sensor, STRIPPED), "a user-mode handle beside it");
  }

  @Test
  @Clause({Clauses.OBJ_1, Clauses.POL_1})
  @Requires(Capability.PEER)
  void obj1_previousModeKernel_isTrusted() {
    long sensor = startSensor();
    Stream stream = handleStream();
    long granted = bed().machine().peer().objects().openByZwCall(sensor, ALL_ACCESS).id();
    mustGrant(ALL_ACCESS, granted, "a kernel component's open of a user-mode handle");
    silent(stream, "a kernel component's open");
  }

  @Test
  @Clause(Clauses.OBJ_4)
  void obj4_processFromBeforeTheDriver_isProtected() {
    bareBed();
    long sensor = start(SENSOR);
    long trusted = start(SERVICES);
    long actor = start(TOOL);
    bed().load();
    Stream stream = handleStream();
    mustGrant(ALL_ACCESS & ~STRIPPED, open(actor, sensor, ALL_ACCESS), "an open of an old sensor");
    judge().equal(sensor, only(stream, "an open of an old sensor").get("detail0"), "detail0");
    mustGrant(ALL_ACCESS, open(trusted, sensor, ALL_ACCESS), "an open by an old trusted process");
    mustGrant(ALL_ACCESS, open(sensor, sensor, ALL_ACCESS), "an open by itself");
  }

  @Test
  @Clause(Clauses.OBJ_4)
  @Requires(Capability.PEER)
  void obj4_partialProtectionWithoutProcessCallback_protects() {
    bareBed();
    bed().machine().peer().processes().leaveFree(0);
    long old = start(SENSOR);
    bed().load();
    judge().equal(1L, session().status().get("protection_mode"), "protection_mode, partial,");
    protectsOldAndNew(old);
  }

  @Test
  @Clause(Clauses.OBJ_4)
  @Requires(Capability.FAULTS)
  void obj4_partialProtectionWithoutRegistryCallback_protects() {
    bareBed();
    long old = start(SENSOR);
    bed().machine().kernelControl().failAll("CmRegisterCallbackEx");
    bed().machine().kernelControl().failAll("CmRegisterCallback");
    bed().load();
    bed().machine().kernelControl().clear();
    judge().equal(1L, session().status().get("protection_mode"), "protection_mode, partial,");
    protectsOldAndNew(old);
  }

  private void protectsOldAndNew(long old) {
    long made = startSensor();
    long actor = start(TOOL);
    Stream stream = handleStream();
    mustGrant(0, open(actor, old, STRIPPED), "an open of the old sensor, partial protection,");
    mustGrant(0, open(actor, made, STRIPPED), "an open of a new sensor, partial protection,");
    judge().equal(2, events(stream).size(), "events in partial protection");
  }

  @Test
  @Clause(Clauses.OBJ_5)
  void obj5_pathsThatOnlyLookTrusted_areNot() {
    long sensor = startSensor();
    Stream stream = handleStream();
    List<String> openers =
        List.of(
            "\\Device\\HarddiskVolume4\\Windows\\System32\\lsass.exe",
            "\\Device\\HarddiskVolume4" + SENSOR,
            path("0\\Windows\\System32\\lsass.exe"),
            path("\\x\\Windows\\System32\\lsass.exe"),
            path("\\Windows\\System32\\x\\lsass.exe"),
            path("\\Windows\\System32\\lsass.exe2"),
            path("\\Windows\\System32\\lsass.exe "),
            path("\\Windows\\System32\\lsass.exe:s"),
            path("\\Windows\\System32x\\lsass.exe"),
            path("\\Windows\\lsass.exe"),
            path("\\lsass.exe"),
            "\\Windows\\System32\\lsass.exe",
            "\\??\\C:\\Windows\\System32\\lsass.exe");
    for (String opener : openers) {
      long id = startedAt(opener, Start.ORDINARY).id();
      mustGrant(0, open(id, sensor, STRIPPED), "an open by " + opener);
    }
    judge().equal(openers, events(stream).stream().map(RawEvent::name).toList(), "names");
  }

  @Test
  @Clause(Clauses.OBJ_5)
  void obj5_caseOfATrustedPath_doesNotCount() {
    long sensor = startSensor();
    long lsass = start("\\WINDOWS\\system32\\LSASS.EXE");
    mustGrant(STRIPPED, open(lsass, sensor, STRIPPED), "an open by lsass.exe in other case");
  }

  @Test
  @Clause(Clauses.OBJ_5)
  void obj5_pathsThatOnlyLookProtected_areNot() {
    long actor = start(TOOL);
    Stream stream = handleStream();
    for (String target :
        List.of("\\Device\\HarddiskVolume4" + SENSOR, path("\\x" + SENSOR), path(SENSOR + "x"))) {
      long id = startedAt(target, Start.by(actor)).id();
      mustGrant(STRIPPED, open(actor, id, STRIPPED), "an open of " + target);
    }
    silent(stream, "an open of what only looks protected");
  }
}
