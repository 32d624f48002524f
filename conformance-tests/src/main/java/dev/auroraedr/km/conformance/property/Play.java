package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays steps on a machine and on the model at once, and compares them after each. */
final class Play {
  private static final int PROCESSES = 2;
  private static final int MAX_HANDLES = 6;

  private final TestBed bed;
  private final Judge judge;
  private final List<CallerProcess> processes = new ArrayList<>();
  private final List<OpenHandle> handles = new ArrayList<>();
  private final List<OpenStream> streams = new ArrayList<>();
  private final Session watcher;

  Play(TestBed bed) {
    this.bed = bed;
    this.judge = bed.judge();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(bed.process(Account.SYSTEM));
    }
    watcher = bed.session();
  }

  /** A handle; copies of one file object have the same number. */
  private record OpenHandle(Session session, int file) {
    CallerProcess process() {
      return session.process();
    }
  }

  void perform(Step step) {
    switch (step.verb()) {
      case HANDLE -> openHandle(step);
      case FILE -> makeFiles(step);
      case VALUE -> makeValues(step);
      case KILL -> kill(step);
      default -> {
        if (!handles.isEmpty()) {
          performOnHandle(step);
        }
      }
    }
    compare();
  }

  private void performOnHandle(Step step) {
    OpenHandle handle = step.pick(handles);
    switch (step.verb()) {
      case OPEN -> openStream(step, handle);
      case CLOSE -> close(handle);
      case DUPLICATE -> duplicate(step, handle);
      case CANCEL_ALL -> cancelAll(handle);
      case STRANGE -> strange(step, handle);
      default -> {
        if (!streams.isEmpty()) {
          performOnStream(step);
        }
      }
    }
  }

  private void performOnStream(Step step) {
    OpenStream stream = step.pick(streams);
    OpenHandle handle = handleOf(stream.file(), step.detail());
    switch (step.verb()) {
      case RECEIVE -> stream.receive(handle.session, step.pick(4096, 65_536, 5000, 70_000));
      case CANCEL -> stream.cancel(step.detail(), process -> handleIn(process, stream.file()));
      case STOP -> {
        stream.stop(handle.session);
        streams.remove(stream);
      }
      default -> throw new IllegalStateException("not an operation on a stream: " + step);
    }
  }

  private OpenHandle handleOf(int file, int choice) {
    List<OpenHandle> same = handles.stream().filter(h -> h.file == file).toList();
    return same.get(Math.floorMod(choice, same.size()));
  }

  private Optional<TargetHandle> handleIn(CallerProcess process, int file) {
    return handles.stream()
        .filter(h -> h.file == file && h.process() == process)
        .map(h -> h.session.handle())
        .findFirst();
  }

  private void openHandle(Step step) {
    if (handles.size() < MAX_HANDLES) {
      Session session = bed.session(step.pick(processes));
      int file = handles.stream().mapToInt(h -> h.file + 1).max().orElse(0);
      handles.add(new OpenHandle(session, file));
    }
  }

  private void openStream(Step step, OpenHandle handle) {
    int mask =
        step.pick(
            EventMask.FILE_CREATE,
            EventMask.REGISTRY,
            EventMask.FILE_CREATE | EventMask.REGISTRY,
            EventMask.TAMPER);
    long queue = new long[] {16_384, 20_000, 0}[Math.floorMod(step.detail() / 4, 3)];
    long ofHandle = streams.stream().filter(s -> s.file() == handle.file).count();
    if (ofHandle == Limits.MAX_STREAMS_PER_HANDLE) {
      handle.session.refused(
          NtStatus.INSUFFICIENT_RESOURCES, Requests.open(mask, queue), "the ninth stream");
    } else {
      streams.add(new OpenStream(handle.file, mask, handle.session.openStream(mask, queue)));
    }
  }

  private void strange(Step step, OpenHandle handle) {
    byte[] token =
        streams.stream()
            .filter(s -> s.file() != handle.file)
            .findFirst()
            .map(s -> s.stream().token())
            .orElse(Requests.strangeToken());
    handle.session.refused(
        NtStatus.NOT_FOUND,
        step.detail() % 2 == 0 ? Requests.receive(token, 4096) : Requests.stop(token),
        "a token that the handle does not have");
  }

  private void duplicate(Step step, OpenHandle handle) {
    if (handles.size() < MAX_HANDLES) {
      CallerProcess into = processes.get(Math.floorMod(step.detail(), PROCESSES));
      handles.add(new OpenHandle(handle.session.duplicate(into), handle.file));
    }
  }

  private void close(OpenHandle handle) {
    handle.session.close();
    handles.remove(handle);
    closeUnheldFiles();
  }

  private void kill(Step step) {
    int index = Math.floorMod(step.choice(), PROCESSES);
    CallerProcess process = processes.get(index);
    process.kill();
    handles.removeIf(h -> h.process() == process);
    streams.forEach(s -> s.forgetReceivesOf(process));
    closeUnheldFiles();
    processes.set(index, bed.process(Account.SYSTEM));
  }

  private void closeUnheldFiles() {
    for (OpenStream stream : List.copyOf(streams)) {
      if (handles.stream().noneMatch(h -> h.file == stream.file())) {
        bed.machine().quiesce();
        stream.allCancelled();
        streams.remove(stream);
      }
    }
  }

  private void cancelAll(OpenHandle handle) {
    handle.session.handle().cancelAll();
    bed.machine().quiesce();
    streams.stream()
        .filter(s -> s.file() == handle.file)
        .forEach(s -> s.cancelledBy(handle.process()));
  }

  private void makeFiles(Step step) {
    int size = step.pick(256, 264, 320, 1024, 2048);
    int count = 1 + Math.floorMod(step.choice(), 4) * 7;
    for (int i = 0; i < count; i++) {
      bed.activity().createFile(Activity.fileNameUnits(size));
      bed.machine().quiesce();
      streams.forEach(s -> s.event(EventMask.FILE_CREATE, size));
    }
  }

  private void makeValues(Step step) {
    for (int i = 0; i <= Math.floorMod(step.choice(), 3); i++) {
      String value = bed.activity().setValue();
      int names = 2 * (Activity.RUN_KEY.length() + value.length());
      int size = (RawStruct.sizeOf("Event") + names + 7) & -8;
      bed.machine().quiesce();
      streams.forEach(s -> s.event(EventMask.REGISTRY, size));
    }
  }

  private void compare() {
    bed.machine().quiesce();
    streams.forEach(OpenStream::nothingEnded);
    judge.equal((long) streams.size(), watcher.activeStreams(), "active_streams");
  }

  /** Stops what is open, which compares all counts. */
  void end() {
    for (OpenStream stream : List.copyOf(streams)) {
      stream.stop(handleOf(stream.file(), 0).session);
    }
    streams.clear();
    compare();
  }

  static void cancelled(Judge judge, Submission receive) {
    judge
        .completion(receive.await(TargetHandle.PATIENCE), "a receive taken back")
        .failedWith(NtStatus.CANCELLED);
  }
}
