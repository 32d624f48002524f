package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateAt;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.FlushKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.OpenKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.QueryValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SaveKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REG-2: an untrusted writer changes nothing at or below a blocked key. */
@Requires(Capability.PEER)
class RegistryBlockClausesTest extends RegistryClauseTest {
  private static final byte[] DATA = {1, 2};
  private static final String DEEP = VAULT + "\\x\\y";

  private void fill(String key) {
    registry().setValue(key, "v", REG_BINARY, DATA);
    registry().createKey(key + "\\Leaf");
  }

  private void unchanged(String key) {
    judge().equalBytes(DATA, registry().value(key, "v").data(), "the value at " + key);
    judge().that(registry().value(key, "new") == null, "no value may be made", "one");
    judge().that(registry().exists(key + "\\Leaf"), "the key below must stay", "gone");
    judge().that(!registry().exists(key + "\\New"), "no key may be made", "one");
    judge().that(!registry().exists(key + "\\Other"), "no key may be renamed", "one");
  }

  private static List<RegistryStimulus> writes(String key) {
    return List.of(
        new SetData(key, "new", REG_SZ, DATA),
        new SetData(key, "v", REG_SZ, new byte[8]),
        new DeleteValue(key, "v"),
        new CreateKey(key + "\\New"),
        new RenameKey(key + "\\Leaf", "Other"),
        new DeleteKey(key + "\\Leaf"));
  }

  private static final List<Integer> TYPES =
      List.of(
          EventType.REG_SET_VALUE,
          EventType.REG_SET_VALUE,
          EventType.REG_DELETE_VALUE,
          EventType.REG_CREATE_KEY,
          EventType.REG_RENAME_KEY,
          EventType.REG_DELETE_KEY);

  @Test
  @Clause(Clauses.REG_2)
  void reg2_eachWrite_isRefusedReportedAndNotDone() {
    blocking(VAULT);
    listen();
    for (String key : List.of(VAULT, DEEP)) {
      fill(key);
      events();
      writes(key).forEach(this::denied);
      List<RawEvent> events = events();
      judge().equal(TYPES, events.stream().map(RawEvent::type).toList(), "types below " + key);
      events.forEach(event -> judge().equal(EventFlag.BLOCKED, event.flags(), "flags of " + event));
      judge().equal(key, events.get(0).name(), "name");
      unchanged(key);
    }
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_withoutAStream_isRefusedAllTheSame() {
    blocking(VAULT);
    fill(VAULT);
    writes(VAULT).forEach(this::denied);
    unchanged(VAULT);
  }

  @Test
  @Clause(Clauses.REG_2)
  @Requires(Capability.FAULTS)
  void reg2_memoryShort_isRefusedAllTheSame() {
    blocking(VAULT);
    fill(VAULT);
    QueueClausesTest.ALLOCATIONS.forEach(bed().machine().kernelControl()::failAll);
    writes(VAULT).forEach(this::denied);
    denied(new CreateAt(VAULT, "New", 0));
    denied(new CreateAt(VAULT, "Leaf\\New", 0));
    bed().machine().kernelControl().clear();
    unchanged(VAULT);
    judge().that(!registry().exists(VAULT + "\\Leaf\\New"), "no key may be made", "one");
  }

  @Test
  @Clause({Clauses.REG_2, Clauses.STR_16})
  @Requires(Capability.FAULTS)
  void reg2_refusalWithMemoryShort_isReportedOrCounted() {
    blocking(VAULT);
    registry().createKey(VAULT);
    Stream stream = session().openStream(EventMask.REGISTRY, 0);
    QueueClausesTest.ALLOCATIONS.forEach(bed().machine().kernelControl()::failAll);
    denied(new CreateAt(VAULT, "New", 0));
    bed().machine().kernelControl().clear();
    bed().machine().quiesce();
    List<Batch> batches = stream.drain();
    RawStruct counts = stream.stop();
    judge()
        .equal(
            1L,
            counts.get("delivered") + counts.get("dropped"),
            "events and losses of one refusal without memory: " + batches);
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_eachUntrustedProcess_isRefused() {
    blocking(VAULT);
    fill(VAULT);
    listen();
    long user = bed().process(Account.USER).processId();
    long system = bed().process(Account.SYSTEM).processId();
    long almost = start("\\Windows\\System32\\drivers\\lsass.exe");
    for (long writer : List.of(user, system, almost)) {
      denied(By.process(writer, new SetData(VAULT, "new", REG_SZ, DATA)));
      RawEvent event = only("a refused write");
      judge().equal(EventFlag.BLOCKED, event.flags(), "flags");
      judge().equal(writer, event.get("process_id"), "process_id");
    }
    unchanged(VAULT);
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_keyThatIsMonitoredToo_givesOneEventAndIsBlocked() {
    blocking(RUN + "\\Vault");
    fill(RUN + "\\Vault");
    listen();
    for (RegistryStimulus write : writes(RUN + "\\Vault")) {
      denied(write);
      judge().equal(EventFlag.BLOCKED, only(write.toString()).flags(), "flags");
    }
    succeed(new SetData(RUN, "v", REG_SZ, DATA));
    judge().equal(0, only("a write above the blocked key").flags(), "flags");
  }

  @Test
  @Clause({Clauses.REG_2, Clauses.POL_1})
  void reg2_trustedWriter_passes() {
    blocking(VAULT, RUN);
    List<Long> trusted =
        List.of(
            start("\\Windows\\System32\\lsass.exe"),
            start("\\WINDOWS\\system32\\SERVICES.EXE"),
            start("\\Program Files\\Aurora\\EDR\\edr-windows.exe"));
    listen();
    for (long writer : trusted) {
      fill(VAULT);
      events();
      writes(VAULT).forEach(write -> succeed(By.process(writer, write)));
      silent("a trusted writer at a key that is blocked and not monitored");
      registry().deleteKey(VAULT + "\\New");
      registry().deleteKey(VAULT + "\\Other");
      succeed(By.process(writer, new SetData(RUN, "v", REG_SZ, DATA)));
      judge().equal(0, only("a trusted writer at a monitored key").flags(), "flags");
    }
  }

  @Test
  @Clause({Clauses.REG_2, Clauses.POL_1})
  void reg2_kernelComponent_passesInAnyProcess() {
    blocking(VAULT);
    fill(VAULT);
    long user = bed().process(Account.USER).processId();
    listen();
    writes(VAULT).forEach(write -> succeed(new By(user, true, write)));
    silent("a kernel component at a blocked key");
    denied(By.process(user, new SetData(VAULT, "v", REG_SZ, DATA)));
    judge().equal(1, events().size(), "events of the same process from user mode");
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_renameOntoABlockedKey_isRefused() {
    blocking(VAULT);
    registry().createKey(PLAIN);
    listen();
    denied(new RenameKey(PLAIN, "vAULT"));
    RawEvent event = only("a rename onto a blocked key");
    judge().equal(EventFlag.BLOCKED, event.flags(), "flags");
    judge().equal(PLAIN, event.name(), "name");
    judge().equal("vAULT", event.name2(), "name2");
    judge().that(registry().exists(PLAIN) && !registry().exists(VAULT), "no rename", "one");
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_readers_pass() {
    blocking(VAULT);
    fill(VAULT);
    listen();
    succeed(new OpenKey(VAULT));
    succeed(new QueryValue(VAULT, "v"));
    succeed(new FlushKey(VAULT));
    succeed(new SaveKey(VAULT, "\\??\\C:\\vault.hiv"));
    silent("readers of a blocked key");
  }

  @Test
  @Clause(Clauses.REG_2)
  void reg2_driversBelow_neverSeeARefusedWrite() {
    blocking(VAULT);
    registry().createKey(VAULT);
    PeerRegistryCallback below = registry().watch("100000", NtStatus.SUCCESS);
    denied(new SetData(VAULT, "new", REG_SZ, DATA));
    judge().equal(List.of(), below.seen(), "notifications of a driver below");
    succeed(new SetData(PLAIN, "new", REG_SZ, DATA));
    judge().equal(1, below.seen().size(), "notifications of a write that passes");
  }

  @Test
  @Clause(Clauses.REG_2)
  @Requires(Capability.VARIATIONS)
  void reg2_bothInterfaces_refuse() {
    for (int build : List.of(22631, 26100)) {
      MachineVariation variation =
          profile -> profile.withVersion(new MachineProfile.OsVersion(10, 0, build));
      blocking(variation, VAULT);
      registry().createKey(VAULT);
      denied(new SetData(VAULT, "new", REG_SZ, DATA));
    }
  }

  @Test
  @Clause({Clauses.REG_2, Clauses.REG_1})
  void reg2_renameToOtherCase_isARename() {
    blocking(VAULT);
    registry().createKey(VAULT);
    listen();
    denied(new RenameKey(VAULT, "VAULT"));
    judge().equal("VAULT", only("a rename of a blocked key to other case").name2(), "name2");
    succeed(new RenameKey(RUN, "RUN"));
    judge().equal("RUN", only("a rename of a monitored key to other case").name2(), "name2");
  }

  @Test
  @Clause({Clauses.REG_2, Clauses.PRC_3})
  @Requires(Capability.PROCESSES)
  void reg2_idOfATrustedWriter_makesNobodyTrusted() {
    blocking(VAULT);
    registry().createKey(VAULT);
    long lsass = start("\\Windows\\System32\\lsass.exe");
    succeed(By.process(lsass, new SetData(VAULT, "v", REG_SZ, DATA)));
    bed().machine().stimulate(new ProcessStimulus.ExitProcess(lsass));
    String tool = bed().machine().systemVolume() + "\\Users\\demo\\tool.exe";
    ProcessStimulus.Start again = ProcessStimulus.Start.ORDINARY.withEndedId(lsass);
    bed().machine().stimulate(new ProcessStimulus.StartProcess(tool, "tool", again));
    denied(By.process(lsass, new SetData(VAULT, "v", REG_SZ, DATA)));
  }
}
