package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.LoadAt;
import dev.auroraedr.km.conformance.target.RegistryStimulus.LoadKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.ReplaceKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RestoreKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SaveKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetKeySecurity;
import dev.auroraedr.km.conformance.target.RegistryStimulus.UnloadKey;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** REG-4: no way round a blocked key through whole hives, security or a key above. */
@Requires(Capability.PEER)
class RegistryHiveClausesTest extends RegistryClauseTest {
  private static final String FILE = "\\??\\C:\\other.hiv";
  private static final String USER = "\\REGISTRY\\USER\\Contoso-1";
  private static final byte[] DATA = {1, 2};

  /** What takes a key that is there. */
  private static List<RegistryStimulus> operations(String key) {
    return List.of(
        new RestoreKey(key, FILE),
        new ReplaceKey(key, FILE, FILE + ".old"),
        new UnloadKey(key),
        new SetKeySecurity(key));
  }

  private void saveFile() {
    registry().createKey(PLAIN);
    succeed(new SaveKey(PLAIN, FILE));
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_atBelowAndAboveABlockedKey_isRefused() {
    blocking(VAULT);
    registry().setValue(VAULT + "\\x", "v", REG_BINARY, DATA);
    saveFile();
    listen();
    for (String key : List.of(VAULT, VAULT + "\\x", CONTOSO, SOFTWARE)) {
      operations(key).forEach(this::denied);
    }
    silent("operations on hives and security");
    judge()
        .equalBytes(DATA, registry().value(VAULT + "\\x", "v").data(), "the value that was there");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_load_isRefusedAboveABlockedKey() {
    blocking(USER + "\\Software\\Vault", "\\REGISTRY\\USER\\*\\Secret\\Vault");
    listen();
    denied(new LoadKey(USER, FILE));
    denied(new LoadKey("\\REGISTRY\\USER\\Anybody", FILE));
    denied(new LoadKey(USER + "\\Software\\Vault", FILE));
    denied(new LoadKey(USER + "\\Software\\Vault\\x", FILE));
    silent("loads of hives");
    judge().that(!registry().exists(USER), "no hive may have been loaded", "one");
    succeed(new LoadKey("\\REGISTRY\\MACHINE\\Contoso", FILE));
    judge().that(registry().exists("\\REGISTRY\\MACHINE\\Contoso"), "a load elsewhere", "none");
    succeed(new UnloadKey("\\REGISTRY\\MACHINE\\Contoso"));
    silent("loads and unloads elsewhere");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_withoutAStream_isRefusedAllTheSame() {
    blocking(VAULT);
    registry().createKey(VAULT);
    saveFile();
    operations(CONTOSO).forEach(this::denied);
    denied(new RenameKey(CONTOSO, "Fabrikam"));
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_besideABlockedKey_passes() {
    blocking(VAULT);
    registry().createKey(VAULT);
    saveFile();
    listen();
    for (String key : List.of(PLAIN, VAULT + "s", SOFTWARE + "\\Contos")) {
      succeed(new RestoreKey(key, FILE));
      succeed(new SetKeySecurity(key));
      perform(NtStatus.INVALID_PARAMETER, new UnloadKey(key));
    }
    silent("operations beside a blocked key");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_monitoredKeys_areNeitherReportedNorRefused() {
    blocking(VAULT);
    saveFile();
    listen();
    succeed(new RestoreKey(RUN, FILE));
    succeed(new SetKeySecurity(RUN));
    silent("operations at a monitored key");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_trustedWriter_passes() {
    blocking(VAULT, USER + "\\Software\\Vault");
    registry().createKey(VAULT);
    saveFile();
    long lsass = start("\\Windows\\System32\\lsass.exe");
    listen();
    List<UnaryOperator<RegistryStimulus>> writers =
        List.of(stimulus -> By.process(lsass, stimulus), By::kernel);
    for (UnaryOperator<RegistryStimulus> writer : writers) {
      succeed(writer.apply(new RestoreKey(VAULT, FILE)));
      succeed(writer.apply(new SetKeySecurity(CONTOSO)));
      succeed(writer.apply(new LoadKey(USER, FILE)));
      succeed(writer.apply(new UnloadKey(USER)));
      succeed(writer.apply(new ReplaceKey(SOFTWARE, FILE, FILE + ".old")));
      succeed(writer.apply(new RenameKey(CONTOSO, "Fabrikam")));
      succeed(writer.apply(new RenameKey(SOFTWARE + "\\Fabrikam", "Contoso")));
    }
    silent("a trusted writer's operations");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_renamingAnAncestor_isRefused() {
    blocking(VAULT + "\\Inner");
    registry().createKey(VAULT + "\\Inner");
    listen();
    denied(new RenameKey(CONTOSO, "Fabrikam"));
    denied(new RenameKey(VAULT, "Safe"));
    silent("renames of keys above a blocked key");
    judge().that(registry().exists(VAULT + "\\Inner"), "the blocked key must stay", "gone");
    registry().createKey(SOFTWARE + "\\Contosa\\Vault\\Inner");
    succeed(new RenameKey(SOFTWARE + "\\Contosa", "Fabrikam"));
    judge().that(registry().exists(SOFTWARE + "\\Fabrikam\\Vault\\Inner"), "a rename", "none");
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_writesAboveABlockedKey_pass() {
    blocking(VAULT);
    registry().createKey(VAULT);
    succeed(new RegistryStimulus.SetData(CONTOSO, "v", REG_SZ, DATA));
    succeed(new RegistryStimulus.CreateKey(CONTOSO + "\\New"));
    succeed(new RegistryStimulus.DeleteKey(CONTOSO + "\\New"));
    perform(NtStatus.CANNOT_DELETE, new RegistryStimulus.DeleteKey(CONTOSO));
  }

  @Test
  @Clause(Clauses.REG_4)
  void reg4_withoutBlockedKeys_nothingIsRefused() {
    bed();
    saveFile();
    succeed(new RestoreKey(PLAIN, FILE));
    succeed(new SetKeySecurity(CONTOSO));
    succeed(new ReplaceKey(SOFTWARE, FILE, FILE + ".old"));
    succeed(new LoadKey(USER, FILE));
    succeed(new UnloadKey(USER));
    succeed(new RenameKey(CONTOSO, "Fabrikam"));
  }

  @Test
  @Clause({Clauses.REG_4, Clauses.REG_7})
  void reg4_loadBelowARoot_isJudgedByTheWholePath() {
    blocking(USER + "\\Software\\Vault", "\\REGISTRY\\MACHINE\\Contoso\\a\\Vault");
    listen();
    denied(new LoadAt("\\REGISTRY\\USER", "Contoso-1", FILE));
    denied(new LoadAt("\\REGISTRY", "user\\CONTOSO-1", FILE));
    judge().that(!registry().exists(USER), "no hive may have been loaded", "one");
    succeed(new LoadAt("\\REGISTRY\\USER", "Contoso", FILE));
    succeed(new UnloadKey("\\REGISTRY\\USER\\Contoso"));
    silent("loads of hives below a root");
  }
}
