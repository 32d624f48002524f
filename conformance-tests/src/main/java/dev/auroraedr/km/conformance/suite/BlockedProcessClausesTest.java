package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.PeerProcesses.Told;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.ProcessNotify;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PRC-2: blocked images don't start. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class BlockedProcessClausesTest extends ProcessClauses {
  private static final String BAD = "\\Users\\demo\\bad.exe";

  private void bedThatBlocks() {
    bedWith("BlockedImages", List.of("\\other\\image.exe", BAD));
  }

  private void mustRefuse(int status, StimulusResult started, String what) {
    judge().status(status, started.status(), "starting " + what);
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_blockedImage_isRefusedAndReported() {
    bedThatBlocks();
    long creator = start(TOOL);
    Stream stream = processStream();
    StimulusResult refused = started(BAD, Start.by(creator));
    mustRefuse(NtStatus.ACCESS_DENIED, refused, "a blocked image");
    RawEvent event = events(stream).get(0);
    judge().equal(EventType.PROCESS_CREATE, event.type(), "type");
    judge().equal(EventFlag.BLOCKED, event.flags(), "flags of a refused creation");
    judge().equal(creator, event.get("process_id"), "process_id");
    judge().equal(refused.id(), event.get("detail0"), "detail0");
    judge().equal(path(BAD), event.name(), "name");
    judge().equal("run /now", event.name2(), "name2");
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_withoutAnyStream_isRefusedToo() {
    bedThatBlocks();
    mustRefuse(NtStatus.ACCESS_DENIED, started(BAD, Start.ORDINARY), "a blocked image unseen");
    Stream handles = handleStream();
    mustRefuse(NtStatus.ACCESS_DENIED, started(BAD, Start.ORDINARY), "a blocked image");
    silent(handles, "a refused process, on a stream of other types,");
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_caseOfThePath_doesNotCount() {
    bedThatBlocks();
    String shouted = "\\USERS\\Demo\\BAD.EXE";
    mustRefuse(NtStatus.ACCESS_DENIED, started(shouted, Start.ORDINARY), shouted);
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_otherImages_startUnflagged() {
    bedThatBlocks();
    Stream stream = processStream();
    for (String image : List.of("\\Users\\demo\\x\\bad.exe", "\\demo\\bad.exe", BAD + "2", TOOL)) {
      mustRefuse(NtStatus.SUCCESS, started(image, Start.ORDINARY), image);
    }
    events(stream).forEach(event -> judge().equal(0, event.flags(), "flags of " + event.name()));
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_emptyList_refusesNothing() {
    mustRefuse(NtStatus.SUCCESS, started(BAD, Start.ORDINARY), "an image that no list names");
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_trustedCreator_doesNotHelp() {
    bedThatBlocks();
    long trusted = start(SERVICES);
    mustRefuse(
        NtStatus.ACCESS_DENIED, started(BAD, Start.by(trusted)), "a blocked image by services.exe");
    long sensor = startSensor();
    mustRefuse(
        NtStatus.ACCESS_DENIED, started(BAD, Start.by(sensor)), "a blocked image by the sensor");
  }

  @Test
  @Clause(Clauses.PRC_2)
  @Requires(Capability.PEER)
  void prc2_earlierRefusal_isLeft() {
    int first = NtStatus.INSUFFICIENT_RESOURCES;
    bareBed();
    write("BlockedImages", List.of(BAD));
    bed().machine().peer().processes().answer(path(BAD), first);
    bed().machine().peer().processes().answer(path(TOOL), first);
    bed().load();
    Stream stream = processStream();
    mustRefuse(first, started(BAD, Start.ORDINARY), "what another driver refused and we would");
    mustRefuse(first, started(TOOL, Start.ORDINARY), "what another driver alone refused");
    List<Integer> flags =
        events(stream).stream()
            .filter(event -> event.type() == EventType.PROCESS_CREATE)
            .map(RawEvent::flags)
            .toList();
    judge().equal(List.of(EventFlag.BLOCKED, 0), flags, "BLOCKED, which tells of our policy only,");
  }

  @Test
  @Clause(Clauses.PRC_2)
  @Requires(Capability.PEER)
  void prc2_earlierSuccess_isOverruled() {
    bareBed();
    write("BlockedImages", List.of(BAD));
    bed().machine().peer().processes().answer(path(BAD), NtStatus.TIMEOUT);
    bed().load();
    mustRefuse(
        NtStatus.ACCESS_DENIED, started(BAD, Start.ORDINARY), "a blocked image another driver let");
  }

  @Test
  @Clause(Clauses.PRC_2)
  @Requires(Capability.PEER)
  void prc2_laterRoutines_seeTheRefusal() {
    bedThatBlocks();
    List<Told> told = bed().machine().peer().processes().watch();
    StimulusResult refused = started(BAD, Start.ORDINARY);
    judge()
        .equal(
            new Told(refused.id(), false, NtStatus.ACCESS_DENIED),
            told.get(0),
            "what a routine in a later slot is told");
  }

  @Test
  @Clause(Clauses.PRC_2)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void prc2_exitOfARefusedProcess_isReportedIfTold() {
    for (boolean tells : new boolean[] {true, false}) {
      bareBed(
          profile ->
              profile.withProcessNotify(
                  new ProcessNotify(
                      profile.processNotify().duplicate(),
                      profile.processNotify().slots(),
                      tells)));
      write("BlockedImages", List.of(BAD));
      bed().load();
      List<Told> told = bed().machine().peer().processes().watch();
      Stream stream = processStream();
      told.clear();
      started(BAD, Start.ORDINARY);
      List<Boolean> exits = told.stream().map(Told::exit).toList();
      judge()
          .equal(
              exits,
              events(stream).stream().map(e -> e.type() == EventType.PROCESS_EXIT).toList(),
              "creations and exits that are told of a refused process");
    }
  }

  @Test
  @Clause(Clauses.PRC_2)
  void prc2_refusedProcess_isGone() {
    bedThatBlocks();
    long first = started(BAD, Start.ORDINARY).id();
    long second = started(BAD, Start.ORDINARY).id();
    judge().that(first != second, "each refused process must be one of its own", first);
    Stream stream = processStream();
    mustRefuse(NtStatus.SUCCESS, started(TOOL, Start.ORDINARY), "an image after refusals");
    judge().equal(0, only(stream, "a start after refusals").flags(), "flags");
  }
}
