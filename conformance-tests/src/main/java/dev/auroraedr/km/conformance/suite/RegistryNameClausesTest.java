package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateAt;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.DeleteKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.RenameKey;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REG-7: by which path a key is known. */
class RegistryNameClausesTest extends RegistryClauseTest {
  private static final byte[] DATA = {1, 2};
  private static final int KEY_WOW64_64KEY = 0x0100;
  private static final int KEY_WOW64_32KEY = 0x0200;

  @Test
  @Clause(Clauses.REG_7)
  void reg7_relativeCreate_hasTheRootsPath() {
    bed();
    listen();
    succeed(new CreateAt(RUN, "New", 0));
    judge().equal(RUN + "\\New", only("a create below a root").name(), "name");
    String current = RUN.substring(0, RUN.lastIndexOf('\\'));
    succeed(new CreateAt(current, "rUN\\Newer", 0));
    judge().equal(current + "\\rUN\\Newer", only("a create below a root").name(), "name");
    succeed(new CreateAt(current, "Plain", 0));
    silent("a create below a root beside monitored keys");
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_names_areToldAsTheSystemGaveThem() {
    bed();
    listen();
    String spelled =
        "\\Registry\\MACHINE\\\\software\\Microsoft\\Windows\\CurrentVersion\\\\RUN\\New";
    succeed(new CreateKey(spelled));
    judge().equal(spelled, only("a create in another spelling").name(), "name");
    succeed(new SetData(spelled, "V\u00e4lue", REG_SZ, DATA));
    RawEvent event = only("a write to a key opened in another spelling");
    judge().equal(RUN + "\\New", event.name(), "name");
    judge().equal("V\u00e4lue", event.name2(), "name2");
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_openKey_hasItsRealPath() {
    bed();
    String real = SYSTEM + "\\ControlSet001\\Services\\Contoso";
    registry().createKey(real);
    listen();
    succeed(new SetData(SYSTEM + "\\CurrentControlSet\\Services\\Contoso", "v", REG_SZ, DATA));
    judge().equal(real, only("a write through a link").name(), "name");
    succeed(new DeleteKey(SYSTEM + "\\CurrentControlSet\\Services\\Contoso"));
    judge().equal(real, only("a delete through a link").name(), "name");
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_createThroughALink_isReportedUnderANameThatWasAskedFor() {
    bed();
    String named = SYSTEM + "\\CurrentControlSet\\Services\\New";
    String real = SYSTEM + "\\ControlSet001\\Services\\New";
    listen();
    succeed(new CreateKey(named));
    List<String> names = events().stream().map(RawEvent::name).toList();
    judge().that(names.contains(named), "the create must be reported as it was named", names);
    judge().that(List.of(named, real).containsAll(names), "and only as link and target", names);
  }

  @Test
  @Clause(Clauses.REG_7)
  @Requires(Capability.PEER)
  void reg7_link_leadsToNoBlockedKey() {
    blocking(SYSTEM + "\\ControlSet001\\Contoso", SYSTEM + "\\CurrentControlSet\\Fabrikam");
    for (String set : List.of("CurrentControlSet", "ControlSet001", "controlset001")) {
      denied(new CreateKey(SYSTEM + '\\' + set + "\\Contoso"));
      denied(new CreateKey(SYSTEM + '\\' + set + "\\Fabrikam"));
      denied(new CreateAt(SYSTEM, set + "\\Fabrikam", 0));
    }
    judge()
        .that(
            !registry().exists(SYSTEM + "\\ControlSet001\\Fabrikam"), "no key may be made", "one");
    succeed(new CreateKey(SYSTEM + "\\CurrentControlSet\\Contosos"));
  }

  @Test
  @Clause(Clauses.REG_7)
  @Requires({Capability.PEER, Capability.WOW64})
  void reg7_createOfA32BitProgram_isMatchedAsNamedAndAsRedirected() {
    String other = SOFTWARE + "\\WOW6432Node\\Fabrikam\\Vault";
    blocking(VAULT, other);
    registry().createKey(CONTOSO);
    registry().createKey(SOFTWARE + "\\WOW6432Node\\Contoso");
    registry().createKey(SOFTWARE + "\\WOW6432Node\\Fabrikam");
    long program = bed().process(new CallerSpec(Account.USER, true)).processId();
    listen();
    denied(By.process(program, new CreateKey(VAULT)));
    judge().that(!events().isEmpty(), "a create must be reported as named", "nothing");
    denied(By.process(program, new CreateKey(SOFTWARE + "\\Fabrikam\\Vault")));
    List<RawEvent> events = events();
    judge().that(!events.isEmpty(), "a create must be reported as redirected", "nothing");
    judge().equal(EventFlag.BLOCKED, events.get(0).flags(), "flags");
    judge().that(!registry().exists(other), "no key may be made", "one");
    succeed(By.process(program, new CreateKey(PLAIN)));
    judge()
        .that(registry().exists(SOFTWARE + "\\WOW6432Node\\Contoso\\Plain"), "redirection", "none");
  }

  @Test
  @Clause(Clauses.REG_7)
  @Requires({Capability.PEER, Capability.WOW64})
  void reg7_viewChosenByAccess_isRespected() {
    blocking(SOFTWARE + "\\WOW6432Node\\Fabrikam\\Vault");
    registry().createKey(SOFTWARE + "\\WOW6432Node\\Fabrikam");
    registry().createKey(SOFTWARE + "\\Fabrikam");
    String name = SOFTWARE + "\\Fabrikam\\Vault";
    denied(new CreateAt(null, name, KEY_WOW64_32KEY));
    long program = bed().process(new CallerSpec(Account.USER, true)).processId();
    succeed(By.process(program, new CreateAt(null, name, KEY_WOW64_64KEY)));
    judge().that(registry().exists(name), "the 64-bit view's key", "none");
  }

  @Test
  @Clause(Clauses.REG_7)
  @Requires({Capability.PEER, Capability.FAULTS})
  void reg7_pathThatCannotBeHad_meansNoEventAndTheOperationPasses() {
    blocking(VAULT);
    registry().createKey(VAULT + "\\x");
    listen();
    bed().machine().kernelControl().failAll("CmCallbackGetKeyObjectIDEx");
    succeed(new SetData(VAULT, "v", REG_SZ, DATA));
    succeed(new SetData(RUN, "v", REG_SZ, DATA));
    succeed(new CreateAt(RUN, "New", 0));
    succeed(new RenameKey(VAULT + "\\x", "y"));
    denied(new CreateKey(VAULT + "\\New"));
    bed().machine().kernelControl().clear();
    judge()
        .equal(List.of(VAULT + "\\New"), events().stream().map(RawEvent::name).toList(), "names");
    denied(new SetData(VAULT, "v", REG_SZ, DATA));
  }

  @Test
  @Clause(Clauses.REG_7)
  void reg7_renamedKey_isKnownByItsNewPath() {
    bed();
    String old = SOFTWARE + "\\Microsoft\\Windows\\CurrentVersion\\Walk";
    registry().createKey(old + "\\x");
    registry().deleteKey(RUN);
    succeed(new RenameKey(old, "Run"));
    listen();
    succeed(new SetData(RUN + "\\x", "v", REG_SZ, DATA));
    judge().equal(RUN + "\\x", only("a write below a renamed key").name(), "name");
  }
}
