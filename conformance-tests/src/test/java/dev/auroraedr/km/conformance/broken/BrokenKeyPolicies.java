package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.BrokenRegistry.callback;
import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.RegistryParts.Judged;
import dev.auroraedr.km.conformance.broken.RegistryParts.Lists;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.driver.KeyPolicy;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that decide wrongly which key a write is about, who writes, or whether it is there. */
final class BrokenKeyPolicies {
  private BrokenKeyPolicies() {}

  static List<BrokenTarget> all() {
    return List.of(
        policy("rename-target-unseen", "A rename counts at its old path alone.", OldPath::new)
            .fails(Clauses.REG_1, "events of a rename to a monitored key")
            .fails(Clauses.REG_2, "RenameKey"),
        policy("rename-source-unseen", "A rename counts at its new path alone.", NewPath::new)
            .fails(Clauses.REG_1, "events of a rename of a monitored key"),
        policy("ancestors-move", "A key above a blocked key may be renamed.", AncestorsMove::new)
            .fails(Clauses.REG_4, "RenameKey"),
        policy("hives-below-only", "Hive operations above a blocked key pass.", NotAbove::new)
            .fails(Clauses.REG_4, "LoadKey", "RestoreKey", "SetKeySecurity"),
        policy("hives-above-only", "Hive operations at a blocked key pass.", OnlyAbove::new)
            .fails(Clauses.REG_4, "RestoreKey"),
        policy("trusts-all", "Every writer is trusted.", TrustsAll::new)
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED")
            .fails(Clauses.REG_4, "STATUS_ACCESS_DENIED"),
        policy("trusts-none", "No writer is trusted.", TrustsNone::new)
            .fails(Clauses.REG_2, "STATUS_SUCCESS")
            .fails(Clauses.REG_4, "STATUS_SUCCESS"),
        policy(
                "previous-mode-ignored",
                "Kernel components are judged by their process.",
                ModeIgnored::new)
            .fails(Clauses.REG_2, "STATUS_SUCCESS"),
        policy("trusts-system", "Every process of LocalSystem is trusted.", TrustsSystem::new)
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED"),
        policy(
                "blocks-with-a-stream-only",
                "Nothing is refused while nobody listens.",
                WithStreamOnly::new)
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED")
            .fails(Clauses.REG_4, "STATUS_ACCESS_DENIED"),
        policy(
                "blocked-unreported",
                "A refusal is reported at monitored keys only.",
                BlockedUnreported::new)
            .fails(Clauses.REG_2, "types below"),
        policy(
                "blocked-is-monitored",
                "Trusted writers are reported at blocked keys.",
                BlockedIsMonitored::new)
            .fails(Clauses.REG_2, "a trusted writer at a key that is blocked"),
        callback(
                "creates-never-open",
                "A create of a key that exists is taken for a new one.",
                judged -> new Existing(judged, false))
            .fails(Clauses.REG_6, "creates of keys that exist", "CreateKey"),
        callback(
                "creates-always-open",
                "Every create is taken for an open.",
                judged -> new Existing(judged, true))
            .fails(Clauses.REG_1, "events of CreateKey")
            .fails(Clauses.REG_6, "events of a create of a new key")
            .fails(Clauses.REG_2, "CreateKey"),
        callback(
                "looks-everywhere",
                "The driver opens every key that is created.",
                LooksEverywhere::new)
            .fails(Clauses.REG_6, "notifications of creates elsewhere"),
        callback(
                "probe-leaks",
                "The key that the driver opens to see it is not closed.",
                ProbeLeaks::new)
            .fails(Clauses.REG_6, "kernel handles of registry keys"),
        callback(
                "one-view", "The driver looks into the 64-bit view for every caller.", OneView::new)
            .fails(Clauses.REG_6, "CreateKey"),
        callback(
                "root-ignored",
                "A create below a root is known by its name alone.",
                RootIgnored::new)
            .fails(Clauses.REG_7, "events of a create below a root"),
        callback(
                "no-separator",
                "Root and name are put together without a backslash.",
                NoSeparator::new)
            .fails(Clauses.REG_7, "events of a create below a root"),
        callback(
                "unnamed-refused",
                "An operation whose key can't be named is refused.",
                UnnamedRefused::new)
            .fails(Clauses.REG_7, "STATUS_SUCCESS"),
        callback(
                "resolved-names-only",
                "A create through a link is seen behind the link only.",
                ResolvedOnly::new)
            .fails(Clauses.REG_7, "as it was named"),
        callback(
                "always-asks-for-names",
                "Names are asked for where nobody listens and nothing is blocked.",
                AlwaysAsks::new)
            .fails(Clauses.STR_12, "name queries of"));
  }

  private static BrokenTarget policy(String name, String defect, RegistryParts.Deciding deciding) {
    return driver(name, defect, RegistryParts.policy(deciding));
  }

  /** A key policy over the same lists. */
  private abstract static class Other extends KeyPolicy {
    final Lists lists;

    Other(Lists lists) {
      super(lists.monitored(), lists.blocked(), lists.trust());
      this.lists = lists;
    }
  }

  private static final class OldPath extends Other {
    OldPath(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
      return lists.monitored().matches(key);
    }

    @Override
    public boolean isBlocked(int type, UnicodeString key, UnicodeString name) {
      return lists.blocked().matches(key);
    }
  }

  private static final class NewPath extends Other {
    NewPath(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
      String old = key.toString();
      return type == EventType.REG_RENAME_KEY
          ? lists.monitored().matches(old.substring(0, old.lastIndexOf('\\') + 1) + name)
          : super.isMonitored(type, key, name);
    }
  }

  private static final class AncestorsMove extends Other {
    AncestorsMove(Lists lists) {
      super(lists);
    }

    @Override
    public boolean movesBlocked(int type, UnicodeString key, UnicodeString name) {
      return false;
    }
  }

  private static final class NotAbove extends Other {
    NotAbove(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isAround(UnicodeString key) {
      return lists.blocked().matches(key);
    }
  }

  private static final class OnlyAbove extends Other {
    OnlyAbove(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isAround(UnicodeString key) {
      return lists.blocked().isAbove(key);
    }
  }

  private static final class TrustsAll extends Other {
    TrustsAll(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isTrusted(KThread writer) {
      return true;
    }
  }

  private static final class TrustsNone extends Other {
    TrustsNone(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isTrusted(KThread writer) {
      return false;
    }
  }

  private static final class ModeIgnored extends Other {
    ModeIgnored(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isTrusted(KThread writer) {
      return lists.trust().isTrusted(writer.process());
    }
  }

  private static final class TrustsSystem extends Other {
    TrustsSystem(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isTrusted(KThread writer) {
      return writer.process().token().user().equals(Token.system().user())
          || super.isTrusted(writer);
    }
  }

  private static final class WithStreamOnly extends Other {
    WithStreamOnly(Lists lists) {
      super(lists);
    }

    @Override
    public boolean blocksNothing() {
      return true;
    }
  }

  private static final class BlockedUnreported extends Other {
    BlockedUnreported(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isBlocked(int type, UnicodeString key, UnicodeString name) {
      return false;
    }

    @Override
    public boolean movesBlocked(int type, UnicodeString key, UnicodeString name) {
      return super.isBlocked(type, key, name) || super.movesBlocked(type, key, name);
    }
  }

  private static final class BlockedIsMonitored extends Other {
    BlockedIsMonitored(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
      return super.isMonitored(type, key, name) || isBlocked(type, key, name);
    }
  }

  /** A callback over the same parts. */
  private abstract static class Callback extends RegistryCallback {
    final Judged judged;

    Callback(Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
      this.judged = judged;
    }

    ZwRegistry zw() {
      return judged.kernel().callbacks().registry().zw();
    }
  }

  private static final class Existing extends Callback {
    private final boolean answer;

    Existing(Judged judged, boolean answer) {
      super(judged);
      this.answer = answer;
    }

    @Override
    protected boolean exists(UnicodeString key, int wow64Flags, int attributes) {
      return answer;
    }
  }

  private static final class LooksEverywhere extends Callback {
    LooksEverywhere(Judged judged) {
      super(judged);
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      if (notifyClass == NotifyClass.PRE_CREATE_KEY_EX) {
        exists(information.name(), information.wow64Flags(), 0);
      }
      return super.notify(notifyClass, information);
    }
  }

  private static final class ProbeLeaks extends Callback {
    ProbeLeaks(Judged judged) {
      super(judged);
    }

    @Override
    protected boolean exists(UnicodeString key, int wow64Flags, int attributes) {
      return zw().openKey(key, wow64Flags).status() == NtStatus.SUCCESS;
    }
  }

  private static final class OneView extends Callback {
    OneView(Judged judged) {
      super(judged);
    }

    @Override
    protected boolean exists(UnicodeString key, int wow64Flags, int attributes) {
      return super.exists(key, 0, attributes);
    }
  }

  private static final class RootIgnored extends Callback {
    RootIgnored(Judged judged) {
      super(judged);
    }

    @Override
    protected UnicodeString pathBelow(UnicodeString root, UnicodeString name) {
      return name;
    }
  }

  private static final class NoSeparator extends Callback {
    NoSeparator(Judged judged) {
      super(judged);
    }

    @Override
    protected UnicodeString pathBelow(UnicodeString root, UnicodeString name) {
      return UnicodeString.of(root.toString() + name);
    }
  }

  private static final class UnnamedRefused extends Callback {
    UnnamedRefused(Judged judged) {
      super(judged);
    }

    @Override
    protected int withoutName() {
      return NtStatus.ACCESS_DENIED;
    }
  }

  private static final class ResolvedOnly extends Callback {
    ResolvedOnly(Judged judged) {
      super(judged);
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      UnicodeString name = information.name();
      return name != null && name.toString().contains("\\CurrentControlSet\\")
          ? NtStatus.SUCCESS
          : super.notify(notifyClass, information);
    }
  }

  private static final class AlwaysAsks extends Callback {
    AlwaysAsks(Judged judged) {
      super(judged);
    }

    @Override
    protected boolean isOfInterest(int notifyClass) {
      return typeOf(notifyClass) != 0 || isHiveOperation(notifyClass);
    }
  }
}
