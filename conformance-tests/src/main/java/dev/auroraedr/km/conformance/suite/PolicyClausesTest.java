package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.KeyProbe;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.CloseHandle;
import dev.auroraedr.km.conformance.target.HandleStimulus.DuplicateHandle;
import dev.auroraedr.km.conformance.target.HandleStimulus.OpenProcess;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** POL-1 to POL-3: who is trusted, and when the policy is read. */
@Requires(Capability.STIMULI)
class PolicyClausesTest extends ClauseTest {
  private static final String KEY = "\\REGISTRY\\MACHINE\\SOFTWARE\\Acme\\Guarded";
  private static final String RUN =
      "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";
  private static final String SERVICE = PolicyDefaults.load().serviceKey();
  private static final int SYSTEM_PROCESS = 4;
  private static final int ALL_ACCESS = 0x001F_FFFF;
  private static final String OWN_IMAGE = "\\own\\tool.exe";

  private TestBed guarded() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "BlockedKeys", List.of(KEY));
    PolicySetup.setList(bed, "TrustedImages", List.of(OWN_IMAGE));
    return bed.load();
  }

  private static RegistryStimulus set(String value) {
    return new RegistryStimulus.SetValue(KEY, value, 1, 8);
  }

  private void denied(TestBed bed, String image) {
    long process = bed.activity().startProcess(image).id();
    judge()
        .status(
            NtStatus.ACCESS_DENIED,
            bed.machine().stimulate(By.process(process, set("v"))).status(),
            "a write of " + image + " to a blocked key");
  }

  private void allowed(TestBed bed, String image) {
    long process = bed.activity().startProcess(image).id();
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine().stimulate(By.process(process, set("v"))).status(),
            "a write of " + image + " to a blocked key");
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_configuredTrustedImage_isTrustedAndTheDefaultsAreNot() {
    TestBed bed = guarded();
    allowed(bed, OWN_IMAGE);
    allowed(bed, OWN_IMAGE.toUpperCase(java.util.Locale.ROOT));
    denied(bed, "\\Windows\\System32\\lsass.exe");
    denied(bed, "\\x" + OWN_IMAGE);
    denied(bed, "\\own\\tool.exe2");
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_defaultTrustedImages_areTrusted() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "BlockedKeys", List.of(KEY));
    bed.load();
    PolicyDefaults.load().trustedImages().forEach(image -> allowed(bed, image));
    denied(bed, "\\Windows\\System32\\svchost.exe");
    denied(bed, "\\Windows\\lsass.exe");
  }

  @Test
  @Clause(Clauses.POL_2)
  void pol2_emptyTrustedImages_trustNobody() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "BlockedKeys", List.of(KEY));
    PolicySetup.setList(bed, "TrustedImages", List.of());
    bed.load();
    denied(bed, "\\Windows\\System32\\lsass.exe");
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_protectedImage_isTrusted() {
    TestBed bed = guarded();
    PolicyDefaults.load().protectedImages().forEach(image -> allowed(bed, image));
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_kernelModeAndTheSystemProcess_areTrusted() {
    TestBed bed = guarded();
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine().stimulate(By.kernel(set("kernel"))).status(),
            "a write with previous mode KernelMode in an untrusted process");
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine().stimulate(By.process(SYSTEM_PROCESS, set("system"))).status(),
            "a write of process 4");
    judge()
        .status(
            NtStatus.ACCESS_DENIED,
            bed.machine().stimulate(set("user")).status(),
            "anybody's write");
  }

  /** For a duplicate the opener is who receives it: no other request of process 4 has its mode. */
  @Test
  @Clause(Clauses.POL_1)
  void pol1_systemProcess_isTrustedAsAReceiver() {
    long guarded = bed().activity().startProtectedProcess().id();
    long source = bed().activity().startProcess("\\Windows\\System32\\lsass.exe").id();
    bed().machine().stimulate(new OpenProcess(guarded, ALL_ACCESS, Opening.kept(source)));
    long system = duplicated(guarded, source, SYSTEM_PROCESS);
    bed().machine().stimulate(new CloseHandle(SYSTEM_PROCESS, guarded));
    judge().equal((long) ALL_ACCESS, system, "access of the copy that process 4 receives");
    long program = duplicated(guarded, source, 0);
    judge().equal((long) (ALL_ACCESS & ~0x21), program, "access of the copy of a program");
  }

  private long duplicated(long guarded, long source, long receiver) {
    return bed()
        .machine()
        .stimulate(
            new DuplicateHandle(source, source, guarded, receiver, HandleStimulus.SAME_ACCESS))
        .id();
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_blockedAndTrustedByConfiguration_isRefused() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "TrustedImages", List.of(OWN_IMAGE));
    PolicySetup.setList(bed, "BlockedImages", List.of(OWN_IMAGE));
    bed.load();
    judge()
        .status(
            NtStatus.ACCESS_DENIED,
            bed.activity().startProcess(OWN_IMAGE).status(),
            "starting an image that is trusted and blocked");
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_builtInTrustedImages_areNeverRefusedWhateverIsTrusted() {
    TestBed bed = bareBed();
    List<String> builtIn = PolicyDefaults.load().trustedImages();
    PolicySetup.setList(bed, "TrustedImages", List.of(OWN_IMAGE));
    PolicySetup.setList(bed, "ProtectedImages", List.of("\\own\\guard.exe"));
    List<String> blocked = new ArrayList<>(builtIn);
    blocked.add("\\own\\GUARD.exe");
    blocked.add("\\Program Files\\Aurora\\EDR\\edr-windows.exe");
    PolicySetup.setList(bed, "BlockedImages", blocked);
    bed.load();
    for (String image : blocked.subList(0, blocked.size() - 1)) {
      judge()
          .status(
              NtStatus.SUCCESS, bed.activity().startProcess(image).status(), "starting " + image);
    }
    judge()
        .status(
            NtStatus.ACCESS_DENIED,
            bed.activity().startProcess(blocked.get(blocked.size() - 1)).status(),
            "starting the default's image, which the policy no longer protects");
  }

  @Test
  @Clause(Clauses.POL_2)
  @Requires(Capability.UNLOAD)
  void pol2_policy_isReadAtLoadAndNeverAgain() {
    TestBed bed = bed();
    PolicySetup.setList(bed, "MonitoredKeys", List.of(KEY));
    KeyProbe probe = probe(bed);
    probe.set(KEY, "before");
    probe.set(RUN, "run");
    judge().that(!probe.isReported("before"), "a list set after the load must not count yet", KEY);
    judge().that(probe.isReported("run"), "the list of the load must go on counting", RUN);
    bed.finish();
    bed.load();
    KeyProbe again = probe(bed);
    again.set(KEY, "after");
    again.set(RUN, "run again");
    judge().that(again.isReported("after"), "the list must count from the next load on", KEY);
    judge().that(!again.isReported("run again"), "the default must no longer count", RUN);
  }

  /** Which query reads which value is the driver's affair: each of the first ones fails once. */
  @Test
  @Clause(Clauses.POL_2)
  @Requires(Capability.FAULTS)
  void pol2_valueThatCannotBeRead_countsAsMissingAlone() {
    int missing = 0;
    for (int nth = 1; nth <= 6; nth++) {
      TestBed bed = bareBed();
      PolicySetup.setList(bed, "MonitoredKeys", List.of(KEY));
      bed.machine().kernelControl().fail("ZwQueryValueKey", nth);
      bed.load();
      bed.machine().kernelControl().clear();
      KeyProbe probe = probe(bed);
      probe.set(KEY, "listed");
      probe.set(RUN, "default");
      judge()
          .that(
              probe.isReported("listed") != probe.isReported("default"),
              "either the list or the default must count with query " + nth + " failing",
              probe.isReported("listed") ? "both" : "neither");
      missing += probe.isReported("default") ? 1 : 0;
    }
    judge().that(missing > 0, "an unreadable MonitoredKeys must count as missing", "never");
  }

  /**
   * A value may grow between the two queries that read it. What was read by halves is no list: the
   * cut one's only entry would be the parent of the grown one's.
   */
  @Test
  @Clause(Clauses.POL_2)
  @Requires(Capability.FAULTS)
  void pol2_valueThatGrowsWhileItIsRead_isTheOldOrTheNewOrMissing() {
    String parent = KEY + "\\Newer";
    String grown = parent + "\\Child";
    int missing = 0;
    for (int nth = 1; nth <= 8; nth++) {
      TestBed bed = bareBed();
      PolicySetup.setList(bed, "MonitoredKeys", List.of(KEY + "\\Old"));
      bed.machine()
          .kernelControl()
          .at(
              "ZwQueryValueKey",
              nth,
              () -> PolicySetup.setList(bed, "MonitoredKeys", List.of(grown)));
      bed.load();
      KeyProbe probe = probe(bed);
      List<String> counting = new ArrayList<>();
      for (String key : List.of(KEY + "\\Old", grown, RUN, parent)) {
        probe.set(key, "of " + key);
        if (probe.isReported("of " + key)) {
          counting.add(key);
        }
      }
      judge()
          .that(
              counting.size() == 1 && !counting.contains(parent),
              "one list must count, grown before query " + nth + ": the old, the new or none's",
              counting);
      missing += counting.contains(RUN) ? 1 : 0;
    }
    judge()
        .that(missing > 0, "a value that has outgrown its buffer must count as missing", "never");
  }

  @Test
  @Clause(Clauses.POL_2)
  @Requires(Capability.VARIATIONS)
  void pol2_noParametersKey_isAllDefaults() {
    TestBed bed = bareBed(Variations.instances("Instances")).load();
    KeyProbe probe = probe(bed);
    probe.set(RUN, "default");
    judge().that(probe.isReported("default"), "the defaults must count without Parameters", RUN);
    long process = bed.activity().startProtectedProcess().id();
    long granted = bed.activity().openProcess(process, ALL_ACCESS).id();
    judge().equal((long) (ALL_ACCESS & ~0x21), granted, "access without a Parameters key");
  }

  @Test
  @Clause(Clauses.POL_1)
  void pol1_blockedImage_isRefusedWhoeverStartsIt() {
    TestBed bed = bareBed();
    PolicySetup.setList(bed, "BlockedImages", List.of("\\bad\\x.exe"));
    bed.load();
    String image = bed.machine().systemVolume() + "\\bad\\x.exe";
    for (String creator : List.of("\\Windows\\System32\\services.exe", OWN_IMAGE)) {
      long by = bed.activity().startProcess(creator).id();
      judge()
          .status(
              NtStatus.ACCESS_DENIED,
              bed.machine().stimulate(new StartProcess(image, "x", Start.by(by))).status(),
              "a blocked image that " + creator + " starts");
    }
  }

  @Test
  @Clause(Clauses.POL_3)
  void pol3_serviceKey_isMonitoredAndNotBlocked() {
    KeyProbe probe = probe(bed());
    for (String key : List.of(SERVICE, SERVICE + "\\Parameters", SERVICE + "\\a\\b")) {
      judge().status(NtStatus.SUCCESS, probe.set(key, "of " + key), "setting a value of " + key);
      judge().that(probe.isReported("of " + key), "the service key must be monitored", key);
      judge().that(!probe.isBlocked("of " + key), "the service key must not be blocked", key);
    }
  }

  private static KeyProbe probe(TestBed bed) {
    return new KeyProbe(bed, bed.session().openStream(EventMask.REGISTRY, 0));
  }
}
