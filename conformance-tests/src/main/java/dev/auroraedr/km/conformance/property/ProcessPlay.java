package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.property.ProcessModel.Person;
import dev.auroraedr.km.conformance.property.ProcessModel.Role;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import dev.auroraedr.km.conformance.target.StimulusResult;
import java.util.HashMap;
import java.util.List;

/** Plays steps on a machine and on the model at once, and compares what both say after each. */
final class ProcessPlay {
  static final String BLOCKED = "\\Users\\demo\\bad.exe";

  private static final List<Integer> MASKS =
      List.of(ProcessModel.ALL, 0x1, 0x20, 0x21, 0x1000, 0x1438, 0x40);
  private static final int MOST = 8;

  private final TestBed bed;
  private final ProcessModel model = new ProcessModel();
  private final Stream processes;
  private final Stream handles;

  ProcessPlay(TestBed bed) {
    this.bed = bed;
    this.handles = bed.session().openStream(EventMask.HANDLE_ACCESS, 0);
    this.processes = bed.session().openStream(EventMask.PROCESS, 0);
    first(Role.TRUSTED);
    first(Role.ORDINARY);
    processes.drain();
    model.processEvents.clear();
  }

  private void first(Role role) {
    long id = bed.machine().stimulate(new StartProcess(image(role), null)).id();
    model.running.add(new Person(id, role, new HashMap<>()));
  }

  private String image(Role role) {
    String volume = bed.machine().systemVolume();
    return switch (role) {
      case SENSOR -> volume + "\\Program Files\\Aurora\\EDR\\EDR-Windows.exe";
      case TRUSTED -> volume + "\\Windows\\System32\\services.exe";
      case ORDINARY -> volume + "\\Users\\demo\\tool.exe";
      case LOOKALIKE -> "\\Device\\HarddiskVolume4\\Windows\\System32\\services.exe";
      case BLOCKED -> volume + BLOCKED;
    };
  }

  void perform(ProcessStep step) {
    Person who = step.pick(step.who(), model.running);
    Person whom = step.pick(step.whom(), model.running);
    switch (step.verb()) {
      case START -> start(step, who, 0);
      case REUSE -> start(step, who, usedId(step));
      case EXIT -> exit(who);
      case OPEN -> open(who, whom, step.pick(step.what(), MASKS));
      case DUPLICATE -> duplicate(step, who, whom);
    }
    compare();
  }

  private long usedId(ProcessStep step) {
    List<Long> free =
        model.usedIds.stream()
            .distinct()
            .filter(id -> model.running.stream().noneMatch(person -> person.id() == id))
            .toList();
    return free.isEmpty() ? 0 : step.pick(step.whom(), free);
  }

  private void start(ProcessStep step, Person creator, long usedId) {
    if (model.running.size() >= MOST) {
      return;
    }
    Role role = step.pick(step.what(), List.of(Role.values()));
    Start how = Start.by(creator.id()).withEndedId(usedId);
    StimulusResult result = bed.machine().stimulate(new StartProcess(image(role), "step", how));
    int expected = ProcessModel.starts(role) ? NtStatus.SUCCESS : NtStatus.ACCESS_DENIED;
    bed.judge().status(expected, result.status(), "starting a process of role " + role);
    model.started(result.id(), role, creator);
  }

  private void exit(Person person) {
    if (model.running.size() > 1) {
      bed.machine().stimulate(new ProcessStimulus.ExitProcess(person.id()));
      model.exited(person);
      model.running.forEach(other -> other.handles().remove(person.id()));
    }
  }

  private void open(Person opener, Person target, int asked) {
    Opening how = Opening.kept(opener.id());
    int left = model.access(opener, opener, target, asked, false);
    opener.handles().put(target.id(), left);
    granted(left, new HandleStimulus.OpenProcess(target.id(), asked, how));
  }

  private void duplicate(ProcessStep step, Person caller, Person receiver) {
    List<Person> holders =
        model.running.stream().filter(person -> !person.handles().isEmpty()).toList();
    if (holders.isEmpty()) {
      return;
    }
    Person source = step.pick(step.what(), holders);
    long id = step.pick(step.what(), source.handles().keySet().stream().sorted().toList());
    Person target =
        model.running.stream().filter(person -> person.id() == id).findFirst().orElseThrow();
    int asked = source.handles().get(id);
    int left = model.access(caller, receiver, target, asked, true);
    receiver.handles().put(id, left);
    granted(
        left,
        new HandleStimulus.DuplicateHandle(
            caller.id(), source.id(), id, receiver.id(), HandleStimulus.SAME_ACCESS));
  }

  private void granted(int left, HandleStimulus stimulus) {
    StimulusResult result = bed.machine().stimulate(stimulus);
    bed.judge().status(NtStatus.SUCCESS, result.status(), stimulus.toString());
    bed.judge().equal((long) left, result.id(), "access granted by " + stimulus);
  }

  private void compare() {
    check(model.processEvents, processes, "process events");
    check(model.handleEvents, handles, "handle events");
  }

  private void check(List<String> expected, Stream stream, String what) {
    List<RawEvent> events =
        stream.drain().stream().flatMap(batch -> batch.events().stream()).toList();
    bed.judge().equal(List.copyOf(expected), events.stream().map(this::told).toList(), what);
    expected.clear();
  }

  private String told(RawEvent event) {
    long actor = event.get("process_id");
    return switch (event.type()) {
      case EventType.PROCESS_CREATE ->
          (event.flags() == EventFlag.BLOCKED ? "blocked " : "create ")
              + event.get("detail0")
              + " by "
              + actor;
      case EventType.PROCESS_EXIT -> "exit " + actor;
      default -> stripped(event, actor);
    };
  }

  private static String stripped(RawEvent event, long actor) {
    boolean duplicate = event.flags() == EventFlag.DUPLICATE_HANDLE;
    return (duplicate ? "duplicate to " : "open of ")
        + event.get("detail0")
        + " by "
        + actor
        + " for "
        + (duplicate ? event.get("detail2") >>> 32 : actor)
        + " "
        + Long.toHexString(event.get("detail1"))
        + " left "
        + Long.toHexString(event.get("detail2") & 0xFFFFFFFFL);
  }
}
