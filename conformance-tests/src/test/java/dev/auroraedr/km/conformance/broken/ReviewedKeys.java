package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.RegistryParts.Judged;
import dev.auroraedr.km.conformance.broken.RegistryParts.Lists;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.KeyPolicy;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wrong decisions on registry keys that a review thought up after the first trial. */
final class ReviewedKeys {
  private static final int LOW_16_BITS = 0xFFFF;

  private ReviewedKeys() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "root-as-a-path",
                "A name below a root is looked up by the root's path, in the caller's view.",
                RegistryParts.callback(RootAsPath::new))
            .fails(Clauses.REG_6, "CreateAt"),
        driver(
                "process-as-thread",
                "thread_id of a registry event is the process id.",
                RegistryParts.callback(ProcessAsThread::new))
            .fails(Clauses.REG_1, "thread_id of"),
        driver(
                "types-in-16-bits",
                "The type of a value is told in 16 bits.",
                RegistryParts.callback(ShortTypes::new))
            .fails(Clauses.REG_1, "details of event"),
        driver(
                "sizes-in-16-bits",
                "The size of a value is told in 16 bits.",
                RegistryParts.callback(ShortSizes::new))
            .fails(Clauses.REG_1, "details of event"),
        driver(
                "ancestors-told",
                "A refused rename of a key above a blocked one is reported.",
                RegistryParts.callback(AncestorsTold::new))
            .fails(Clauses.REG_4, "renames of keys above a blocked key"),
        driver(
                "hives-below-pass",
                "Hive operations below a blocked key pass.",
                RegistryParts.policy(BelowPasses::new))
            .fails(Clauses.REG_4, "RestoreKey"),
        driver(
                "loads-by-full-name",
                "A load of a hive below a root passes.",
                RegistryParts.callback(LoadsByFullName::new))
            .fails(Clauses.REG_4, "LoadAt"),
        driver(
                "writers-by-id",
                "Whether a writer is trusted is remembered by process id.",
                RegistryParts.policy(WritersById::new))
            .fails(Clauses.REG_2, "SetData"),
        driver(
                "above-monitored-told",
                "A rename of a key above a monitored one is reported.",
                RegistryParts.policy(AboveMonitored::new))
            .fails(Clauses.REG_3, "renames of a key above a monitored one"),
        driver(
                "other-case-passes",
                "A blocked key may be renamed to its own name in other case.",
                RegistryParts.policy(OtherCasePasses::new))
            .fails(Clauses.REG_2, "RenameKey"));
  }

  /** A callback with the parts it is made from at hand. */
  private abstract static class Callback extends RegistryCallback {
    final Judged judged;

    Callback(Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
      this.judged = judged;
    }
  }

  private static final class RootAsPath extends Callback {
    RootAsPath(Judged judged) {
      super(judged);
    }

    @Override
    protected boolean existsBelow(KeyInformation information) {
      UnicodeString path = pathBelow(information.object().path(), information.name());
      return exists(path, information.wow64Flags(), 0);
    }
  }

  private static final class ProcessAsThread extends Callback {
    ProcessAsThread(Judged judged) {
      super(judged);
    }

    @Override
    protected EventFields event(
        int type, UnicodeString key, KeyInformation information, KThread caller) {
      int id = caller.process().processId();
      return super.event(type, key, information, caller).requestor(id, id);
    }
  }

  private static final class ShortTypes extends Callback {
    ShortTypes(Judged judged) {
      super(judged);
    }

    @Override
    protected EventFields event(
        int type, UnicodeString key, KeyInformation information, KThread caller) {
      return super.event(type, key, information, caller)
          .details(information.type() & LOW_16_BITS, information.dataSize(), 0);
    }
  }

  private static final class ShortSizes extends Callback {
    ShortSizes(Judged judged) {
      super(judged);
    }

    @Override
    protected EventFields event(
        int type, UnicodeString key, KeyInformation information, KThread caller) {
      return super.event(type, key, information, caller)
          .details(information.type(), information.dataSize() & LOW_16_BITS, 0);
    }
  }

  private static final class AncestorsTold extends Callback {
    AncestorsTold(Judged judged) {
      super(judged);
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      int status = super.notify(notifyClass, information);
      if (notifyClass == NotifyClass.PRE_RENAME_KEY && status != NtStatus.SUCCESS) {
        tell(information.object().path(), information);
      }
      return status;
    }

    private void tell(UnicodeString key, KeyInformation information) {
      int type = EventType.REG_RENAME_KEY;
      if (judged.publisher().wants(type)
          && judged.policy().movesBlocked(type, key, information.name())) {
        KThread caller = judged.kernel().ps().currentThread();
        judged.publisher().publish(event(type, key, information, caller).flags(EventFlag.BLOCKED));
      }
    }
  }

  private static final class LoadsByFullName extends Callback {
    LoadsByFullName(Judged judged) {
      super(judged);
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      return notifyClass == NotifyClass.PRE_LOAD_KEY && information.name().unit(0) != '\\'
          ? NtStatus.SUCCESS
          : super.notify(notifyClass, information);
    }
  }

  /** A policy with its lists at hand. */
  private abstract static class Other extends KeyPolicy {
    final Lists lists;

    Other(Lists lists) {
      super(lists.monitored(), lists.blocked(), lists.trust());
      this.lists = lists;
    }
  }

  private static final class BelowPasses extends Other {
    BelowPasses(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isAround(UnicodeString key) {
      String path = key.toString();
      String parent = path.substring(0, Math.max(0, path.lastIndexOf('\\')));
      return super.isAround(key) && !lists.blocked().matches(parent);
    }
  }

  private static final class AboveMonitored extends Other {
    AboveMonitored(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
      return super.isMonitored(type, key, name)
          || type == EventType.REG_RENAME_KEY && lists.monitored().isAbove(key);
    }
  }

  private static final class OtherCasePasses extends Other {
    OtherCasePasses(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isBlocked(int type, UnicodeString key, UnicodeString name) {
      String path = key.toString();
      String last = path.substring(path.lastIndexOf('\\') + 1);
      return super.isBlocked(type, key, name)
          && !(type == EventType.REG_RENAME_KEY
              && UpcaseTable.equalsIgnoreCase(last, name.toString()));
    }
  }

  private static final class WritersById extends Other {
    private final Map<Integer, Boolean> known = new ConcurrentHashMap<>();

    WritersById(Lists lists) {
      super(lists);
    }

    @Override
    public boolean isTrusted(KThread writer) {
      return writer.isPreviousModeKernel()
          || known.computeIfAbsent(
              writer.process().processId(), id -> lists.trust().isTrusted(writer.process()));
    }
  }
}
