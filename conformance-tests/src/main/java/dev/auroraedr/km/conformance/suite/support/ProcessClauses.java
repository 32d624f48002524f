package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.StimulusResult;
import java.util.List;

/** What the tests of processes and handles have in common. */
public abstract class ProcessClauses extends ClauseTest {
  /** The protected image of the default policy, below the system volume. */
  protected static final String SENSOR = "\\Program Files\\Aurora\\EDR\\edr-windows.exe";

  /** An image that no list names. */
  protected static final String TOOL = "\\Users\\demo\\Downloads\\tool.exe";

  /** A trusted image of the default policy. */
  protected static final String SERVICES = "\\Windows\\System32\\services.exe";

  /** PROCESS_ALL_ACCESS. */
  protected static final int ALL_ACCESS = 0x1FFFFF;

  /** PROCESS_TERMINATE | PROCESS_VM_WRITE. */
  protected static final int STRIPPED = 0x21;

  private static final int REG_DWORD = 4;

  /** NT path of a path below the system volume. */
  protected final String path(String image) {
    return bed().machine().systemVolume() + image;
  }

  /** Starts a process from an image on the system volume; returns its id. */
  protected final long start(String image) {
    return started(image, Start.ORDINARY).id();
  }

  /** The same by a chosen process. */
  protected final long start(String image, Start how) {
    return started(image, how).id();
  }

  /** Starts a process from an image on the system volume, which may be refused. */
  protected final StimulusResult started(String image, Start how) {
    return startedAt(path(image), how);
  }

  /** Starts a process from an image anywhere, which may be refused. */
  protected final StimulusResult startedAt(String ntPath, Start how) {
    return bed().machine().stimulate(new ProcessStimulus.StartProcess(ntPath, "run /now", how));
  }

  /** Ends a process. */
  protected final void exit(long processId) {
    bed().machine().stimulate(new ProcessStimulus.ExitProcess(processId));
  }

  /** A sensor that is protected, started by a trusted process. */
  protected final long startSensor() {
    return start(SENSOR, Start.by(start(SERVICES)));
  }

  /** Access granted when one process opens another. */
  protected final long open(long opener, long target, int access) {
    return granted(new HandleStimulus.OpenProcess(target, access, Opening.by(opener)));
  }

  /** Access granted by an operation that must succeed. */
  protected final long granted(HandleStimulus stimulus) {
    StimulusResult result = bed().machine().stimulate(stimulus);
    judge().status(NtStatus.SUCCESS, result.status(), stimulus.toString());
    return result.id();
  }

  /** Access of the newest handle that a process has to another. */
  protected final long accessOf(long holder, long target) {
    return granted(new HandleStimulus.QueryAccess(holder, target));
  }

  /** Fails unless so much was granted. */
  protected final void mustGrant(int access, long granted, String what) {
    judge().equal(hex(access), hex(granted), what + " must be granted what is left: access");
  }

  /** An access mask for people. */
  protected static String hex(long mask) {
    return String.format("0x%X", mask);
  }

  /** A stream of process events in a session of its own. */
  protected final Stream processStream() {
    return session().openStream(EventMask.PROCESS, 0);
  }

  /** A stream of handle events in a session of its own. */
  protected final Stream handleStream() {
    return session().openStream(EventMask.HANDLE_ACCESS, 0);
  }

  /** What a stream has queued. */
  protected static List<RawEvent> events(Stream stream) {
    return stream.drain().stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** The one event that a stream has queued. */
  protected final RawEvent only(Stream stream, String what) {
    List<RawEvent> events = events(stream);
    judge().equal(1, events.size(), "number of events of " + what + " " + events + ":");
    return events.get(0);
  }

  /** Fails if a stream has anything queued. */
  protected final void silent(Stream stream, String what) {
    List<RawEvent> events = events(stream);
    judge().that(events.isEmpty(), what + " must make no event", events);
  }

  /** A machine whose driver finds a REG_MULTI_SZ in its policy. */
  protected final TestBed bedWith(String value, List<String> entries) {
    bareBed();
    write(value, entries);
    return bed().load();
  }

  /** Writes a REG_MULTI_SZ of the policy; the driver reads it when it loads. */
  protected final void write(String value, List<String> entries) {
    PolicySetup.setList(bed(), value, entries);
  }

  /** Writes a REG_DWORD of the policy. */
  protected final void write(String value, int number) {
    byte[] data = {
      (byte) number, (byte) (number >>> 8), (byte) (number >>> 16), (byte) (number >>> 24)
    };
    PolicySetup.set(bed(), value, REG_DWORD, data);
  }
}
