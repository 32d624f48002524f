package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the clause tests of the registry share: keys, a policy, and the events of a stream. */
abstract class RegistryClauseTest extends ClauseTest {
  static final String SOFTWARE = "\\REGISTRY\\MACHINE\\SOFTWARE";
  static final String SYSTEM = "\\REGISTRY\\MACHINE\\SYSTEM";
  static final String SERVICE = SYSTEM + "\\CurrentControlSet\\Services\\edr-windows-km";

  /** Monitored by default. */
  static final String RUN = Activity.RUN_KEY;

  /** Above {@link #VAULT}, neither monitored nor blocked. */
  static final String CONTOSO = SOFTWARE + "\\Contoso";

  /** Blocked where a test says so, never monitored. */
  static final String VAULT = CONTOSO + "\\Vault";

  /** Neither monitored nor blocked. */
  static final String PLAIN = CONTOSO + "\\Plain";

  static final int REG_SZ = 1;
  static final int REG_BINARY = 3;
  static final int REG_MULTI_SZ = 7;

  private Stream stream;

  /** A machine whose policy blocks these keys, with the driver loaded. */
  final TestBed blocking(String... keys) {
    TestBed bed = bareBed();
    block(bed, keys);
    return bed.load();
  }

  /** The same on a machine that differs from the run's profile. */
  final TestBed blocking(MachineVariation variation, String... keys) {
    TestBed bed = bareBed(variation);
    block(bed, keys);
    return bed.load();
  }

  private void block(TestBed bed, String... keys) {
    String text = String.join("\0", keys) + "\0\0";
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine()
                .peer()
                .registry()
                .setValue(
                    SERVICE + "\\Parameters",
                    "BlockedKeys",
                    REG_MULTI_SZ,
                    text.getBytes(StandardCharsets.UTF_16LE)),
            "writing the policy before load");
  }

  /** The registry as a kernel component sees it. */
  final PeerRegistry registry() {
    return bed().machine().peer().registry();
  }

  /** Opens the stream of registry events that {@link #events} reads. */
  final void listen() {
    stream = session().openStream(EventMask.REGISTRY, 0);
  }

  /** What was reported since it was last asked. */
  final List<RawEvent> events() {
    bed().machine().quiesce();
    return stream.drain().stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** The one event that was reported since it was last asked. */
  final RawEvent only(String what) {
    List<RawEvent> events = events();
    judge().equal(1, events.size(), "events of " + what + ": " + events);
    return events.get(0);
  }

  /** Nothing was reported since it was last asked. */
  final void silent(String what) {
    judge().equal(List.of(), events(), "events of " + what);
  }

  /** Performs an operation. */
  final StimulusResult perform(RegistryStimulus stimulus) {
    return bed().machine().stimulate(stimulus);
  }

  /** Performs an operation, which must end with that status. */
  final void perform(int status, RegistryStimulus stimulus) {
    judge().status(status, perform(stimulus).status(), stimulus.toString());
  }

  /** Performs an operation, which must succeed. */
  final void succeed(RegistryStimulus stimulus) {
    perform(NtStatus.SUCCESS, stimulus);
  }

  /** Performs an operation, which must be refused. */
  final void denied(RegistryStimulus stimulus) {
    perform(NtStatus.ACCESS_DENIED, stimulus);
  }

  /** Starts a program from an image on the system volume; returns its process id. */
  final long start(String image) {
    return bed()
        .machine()
        .stimulate(
            new ProcessStimulus.StartProcess(bed().machine().systemVolume() + image, "program"))
        .id();
  }
}
