package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateAt;
import dev.auroraedr.km.conformance.target.RegistryStimulus.CreateKey;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REG-6: a create request for a key that exists is an open. */
class RegistryCreateClausesTest extends RegistryClauseTest {
  private static final int PRE_CREATE_KEY_EX = 26;
  private static final int PRE_OPEN_KEY_EX = 28;

  private void opens(RegistryStimulus create) {
    StimulusResult result = perform(create);
    judge().status(NtStatus.SUCCESS, result.status(), create.toString());
    judge().equal(CreateAt.REG_OPENED_EXISTING_KEY, result.id(), "disposition of " + create);
  }

  private void makes(RegistryStimulus create) {
    StimulusResult result = perform(create);
    judge().status(NtStatus.SUCCESS, result.status(), create.toString());
    judge().equal(CreateAt.REG_CREATED_NEW_KEY, result.id(), "disposition of " + create);
  }

  @Test
  @Clause(Clauses.REG_6)
  void reg6_createOfAMonitoredKeyThatExists_isUnreported() {
    bed();
    listen();
    opens(new CreateKey(RUN));
    opens(new CreateKey("\\registry\\machine\\Software\\microsoft\\WINDOWS\\CurrentVersion\\rUn"));
    opens(new CreateAt(RUN, "", 0));
    opens(new CreateKey(SERVICE));
    silent("creates of keys that exist");
    makes(new CreateKey(RUN + "\\New"));
    judge().equal(EventType.REG_CREATE_KEY, only("a create of a new key").type(), "type");
    opens(new CreateKey(RUN + "\\New"));
    opens(new CreateAt(RUN, "nEW", 0));
    silent("creates of a key that exists by now");
  }

  @Test
  @Clause(Clauses.REG_6)
  @Requires(Capability.PEER)
  void reg6_createOfABlockedKeyThatExists_isNeverRefused() {
    blocking(VAULT);
    registry().createKey(VAULT + "\\x");
    listen();
    opens(new CreateKey(VAULT));
    opens(new CreateKey(VAULT + "\\x"));
    opens(new CreateAt(VAULT, "x", 0));
    opens(new CreateAt(CONTOSO, "Vault", 0));
    opens(new CreateAt(VAULT, "", 0));
    silent("opens of a blocked key");
    denied(new CreateKey(VAULT + "\\New"));
    RawEvent event = only("a create of a new key below a blocked one");
    judge().equal(EventFlag.BLOCKED, event.flags(), "flags");
    judge().equal(VAULT + "\\New", event.name(), "name");
  }

  @Test
  @Clause(Clauses.REG_6)
  @Requires(Capability.PEER)
  void reg6_blockedKeyItself_isNotMadeByAnUntrustedWriter() {
    blocking(VAULT);
    registry().createKey(CONTOSO);
    listen();
    denied(new CreateKey(VAULT));
    denied(new CreateAt(CONTOSO, "vault", 0));
    judge()
        .equal(
            List.of(VAULT, CONTOSO + "\\vault"),
            events().stream().map(RawEvent::name).toList(),
            "names");
    judge().that(!registry().exists(VAULT), "the key must not be made", "made");
  }

  @Test
  @Clause(Clauses.REG_6)
  void reg6_createThatFails_isReportedAllTheSame() {
    bed();
    listen();
    perform(NtStatus.OBJECT_NAME_NOT_FOUND, new CreateKey(RUN + "\\missing\\New"));
    judge().equal(RUN + "\\missing\\New", only("a create without its parent").name(), "name");
  }

  @Test
  @Clause(Clauses.REG_6)
  void reg6_deletedKey_isNewAgain() {
    bed();
    listen();
    makes(new CreateKey(RUN + "\\New"));
    succeed(new RegistryStimulus.DeleteKey(RUN + "\\New"));
    makes(new CreateKey(RUN + "\\New"));
    judge()
        .equal(
            List.of(EventType.REG_CREATE_KEY, EventType.REG_DELETE_KEY, EventType.REG_CREATE_KEY),
            events().stream().map(RawEvent::type).toList(),
            "types");
  }

  @Test
  @Clause(Clauses.REG_6)
  @Requires(Capability.PEER)
  void reg6_driver_looksOnlyAtOrBelowMonitoredAndBlockedKeys() {
    blocking(VAULT);
    registry().createKey(CONTOSO);
    listen();
    PeerRegistryCallback below = registry().watch("100000", NtStatus.SUCCESS);
    makes(new CreateKey(PLAIN));
    makes(new CreateKey(RUN + "ner"));
    judge()
        .equal(
            List.of(PRE_CREATE_KEY_EX, PRE_CREATE_KEY_EX),
            below.seen(),
            "notifications of creates elsewhere");
    makes(new CreateKey(RUN + "\\New"));
    judge().that(below.seen().contains(PRE_OPEN_KEY_EX), "the driver must look", below.seen());
    below.remove();
  }

  @Test
  @Clause(Clauses.REG_6)
  @Requires({Capability.PEER, Capability.WOW64})
  void reg6_keyOfTheOtherView_doesNotExistForA32BitProgram() {
    blocking(VAULT, SOFTWARE + "\\WOW6432Node\\Contoso\\Vault");
    registry().createKey(VAULT + "\\Wide");
    registry().createKey(SOFTWARE + "\\WOW6432Node\\Contoso\\Vault\\Narrow");
    long program = bed().process(new CallerSpec(Account.USER, true)).processId();
    listen();
    denied(By.process(program, new CreateKey(VAULT + "\\Wide")));
    judge().that(!events().isEmpty(), "a create in the other view must be reported", "nothing");
    opens(By.process(program, new CreateKey(VAULT + "\\Narrow")));
    silent("an open in the view of a 32-bit program");
    opens(new CreateKey(VAULT + "\\Wide"));
    denied(new CreateKey(VAULT + "\\Narrow"));
  }

  /** Names below an open key are looked up from there, whatever view its path would lead to. */
  @Test
  @Clause(Clauses.REG_6)
  @Requires({Capability.PEER, Capability.WOW64})
  void reg6_rootOfTheOtherView_decidesWhatExistsBelowIt() {
    String other = SOFTWARE + "\\WOW6432Node\\Contoso\\Vault";
    blocking(VAULT, other);
    registry().createKey(VAULT + "\\Wide");
    registry().createKey(other + "\\Narrow");
    long program = bed().process(new CallerSpec(Account.USER, true)).processId();
    listen();
    opens(By.process(program, new CreateAt(VAULT, "Wide", 0)));
    opens(By.process(program, new CreateAt(VAULT, "", 0)));
    opens(By.process(program, new CreateAt(other, "Narrow", 0)));
    silent("opens below a root of either view");
    denied(By.process(program, new CreateAt(VAULT, "Narrow", 0)));
    judge().equal(VAULT + "\\Narrow", only("a create below a 64-bit root").name(), "name");
  }
}
