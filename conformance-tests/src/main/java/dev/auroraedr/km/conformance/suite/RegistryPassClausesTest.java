package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.FlushKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.OpenKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.QueryValue;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SaveKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetKeySecurity;
import dev.auroraedr.km.conformance.target.RegistryStimulus.UnloadKey;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REG-3: all other registry traffic passes and is not reported. */
class RegistryPassClausesTest extends RegistryClauseTest {
  private static final byte[] DATA = {1, 2};

  private static List<RegistryStimulus> writes(String key) {
    return List.of(
        new CreateKey(key),
        new SetData(key, "v", REG_SZ, DATA),
        new DeleteValue(key, "v"),
        new CreateKey(key + "\\x"),
        new RenameKey(key + "\\x", "y"),
        new DeleteKey(key + "\\y"),
        new DeleteKey(key));
  }

  @Test
  @Clause(Clauses.REG_3)
  void reg3_writesElsewhere_passUnreported() {
    bed();
    registry().createKey(CONTOSO);
    listen();
    writes(PLAIN).forEach(this::succeed);
    silent("writes at a key that is not monitored");
    judge().that(!registry().exists(PLAIN), "the last delete must have been done", "a key");
  }

  @Test
  @Clause(Clauses.REG_3)
  void reg3_neighboursOfMonitoredKeys_passUnreported() {
    bed();
    String current = RUN.substring(0, RUN.lastIndexOf('\\'));
    List<String> neighbours =
        List.of(
            current + "\\Running",
            current + "\\Ru",
            current + "\\Run ",
            current + "\\xRun",
            current + "\\RunOnceExtra",
            SYSTEM + "\\Select\\Services",
            SOFTWARE + "\\Run");
    listen();
    for (String key : neighbours) {
      writes(key).forEach(this::succeed);
      silent("writes at " + key);
    }
    succeed(new SetData(current, "v", REG_SZ, DATA));
    silent("a write above a monitored key");
  }

  @Test
  @Clause(Clauses.REG_3)
  void reg3_readersOfMonitoredKeys_passUnreported() {
    bed();
    registry().setValue(RUN, "v", REG_SZ, DATA);
    listen();
    succeed(new OpenKey(RUN));
    perform(NtStatus.OBJECT_NAME_NOT_FOUND, new OpenKey(RUN + "\\nothing"));
    succeed(new QueryValue(RUN, "v"));
    succeed(new FlushKey(RUN));
    succeed(new SaveKey(RUN, "\\??\\C:\\run.hiv"));
    silent("readers of a monitored key");
  }

  @Test
  @Clause(Clauses.REG_3)
  @Requires(Capability.PEER)
  void reg3_neighboursOfABlockedKey_pass() {
    blocking(VAULT);
    registry().createKey(VAULT);
    listen();
    writes(VAULT + "s").forEach(this::succeed);
    writes(CONTOSO + "\\Vaul").forEach(this::succeed);
    succeed(new SetData(CONTOSO, "Vault", REG_SZ, DATA));
    succeed(new DeleteValue(CONTOSO, "Vault"));
    succeed(new SetKeySecurity(CONTOSO + "\\Vaults"));
    silent("writes beside a blocked key");
  }

  @Test
  @Clause(Clauses.REG_3)
  void reg3_readersAndSecurity_makeNoEventAtAnyMonitoredKey() {
    bed();
    listen();
    for (String key : List.of(RUN, SERVICE, SYSTEM + "\\CurrentControlSet\\Control\\Lsa")) {
      succeed(new SetKeySecurity(key));
      succeed(new OpenKey(key));
    }
    silent("security and opens at monitored keys");
  }

  @Test
  @Clause(Clauses.STR_12)
  @Requires(Capability.KERNEL_TRACE)
  void str12_withoutStreamAndBlockedKeys_registryAsksForNoName() {
    bed();
    registry().setValue(RUN, "v", REG_SZ, DATA);
    registry().createKey(RUN + "\\Sub");
    KernelCosts before = bed().machine().costs();
    succeed(new SetData(RUN, "v", REG_SZ, DATA));
    succeed(new DeleteValue(RUN, "v"));
    succeed(new CreateKey(RUN + "\\New"));
    succeed(new RenameKey(RUN + "\\New", "Newer"));
    succeed(new DeleteKey(RUN + "\\Sub"));
    succeed(new SetKeySecurity(RUN));
    perform(NtStatus.INVALID_PARAMETER, new UnloadKey(RUN));
    KernelCosts after = bed().machine().costs();
    judge()
        .equal(
            before.nameQueries(), after.nameQueries(), "name queries of unwanted registry traffic");
    judge()
        .equal(
            before.allocations(), after.allocations(), "allocations of unwanted registry traffic");
  }

  /** A monitored key that moves with one above it is a stated limit. */
  @Test
  @Clause(Clauses.REG_3)
  void reg3_renameAboveAMonitoredKey_passesUnreported() {
    bed();
    String current = RUN.substring(0, RUN.lastIndexOf('\\'));
    String moved = current + "Moved";
    registry().createKey(RUN);
    listen();
    succeed(new RenameKey(current, moved.substring(moved.lastIndexOf('\\') + 1)));
    judge().that(registry().exists(moved + "\\Run"), "the key below must have moved", "it has not");
    succeed(new RenameKey(moved, current.substring(current.lastIndexOf('\\') + 1)));
    silent("renames of a key above a monitored one");
  }
}
