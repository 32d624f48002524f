package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.RegistryParts.Judged;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers whose registry callback takes operations for others, or tells them wrongly. */
final class BrokenRegistry {
  private BrokenRegistry() {}

  static List<BrokenTarget> all() {
    return List.of(
        typed(
                "set-values-unreported",
                "Values that are set are not reported.",
                NotifyClass.PRE_SET_VALUE_KEY,
                0)
            .fails(Clauses.REG_1, "events of SetValueKey"),
        typed(
                "delete-values-unreported",
                "Values that are deleted are not reported.",
                NotifyClass.PRE_DELETE_VALUE_KEY,
                0)
            .fails(Clauses.REG_1, "events of DeleteValueKey")
            .fails(Clauses.REG_2, "DeleteValue"),
        typed(
                "delete-keys-unreported",
                "Keys that are deleted are not reported.",
                NotifyClass.PRE_DELETE_KEY,
                0)
            .fails(Clauses.REG_1, "events of DeleteKey"),
        typed("renames-unreported", "Renames are not reported.", NotifyClass.PRE_RENAME_KEY, 0)
            .fails(Clauses.REG_1, "events of RenameKey"),
        typed(
                "reads-reported",
                "Reading a value is reported as a write.",
                NotifyClass.PRE_QUERY_VALUE_KEY,
                EventType.REG_SET_VALUE)
            .fails(Clauses.REG_3, "readers of a monitored key")
            .fails(Clauses.REG_2, "QueryValue"),
        typed(
                "flushes-reported",
                "Flushing a key is reported as a write.",
                NotifyClass.PRE_FLUSH_KEY,
                EventType.REG_SET_VALUE)
            .fails(Clauses.REG_3, "readers of a monitored key"),
        typed(
                "security-reported",
                "A new security descriptor is reported as a write.",
                NotifyClass.PRE_SET_KEY_SECURITY,
                EventType.REG_SET_VALUE)
            .fails(Clauses.REG_4, "operations at a monitored key"),
        unguarded(
                "loads-pass", "A hive may be loaded above a blocked key.", NotifyClass.PRE_LOAD_KEY)
            .fails(Clauses.REG_4, "LoadKey"),
        unguarded(
                "unloads-pass",
                "A hive with a blocked key may be unloaded.",
                NotifyClass.PRE_UNLOAD_KEY)
            .fails(Clauses.REG_4, "UnloadKey"),
        unguarded(
                "restores-pass",
                "A hive may be restored over a blocked key.",
                NotifyClass.PRE_RESTORE_KEY)
            .fails(Clauses.REG_4, "RestoreKey"),
        unguarded(
                "replaces-pass",
                "A hive with a blocked key may be replaced.",
                NotifyClass.PRE_REPLACE_KEY)
            .fails(Clauses.REG_4, "ReplaceKey"),
        unguarded(
                "security-passes",
                "A blocked key's security may be changed.",
                NotifyClass.PRE_SET_KEY_SECURITY)
            .fails(Clauses.REG_4, "SetKeySecurity"),
        callback("saves-refused", "Saving a blocked key to a file is refused.", SavesRefused::new)
            .fails(Clauses.REG_2, "SaveKey"),
        told(
                "size-and-type-swapped",
                "Type and size of a value change places.",
                told ->
                    told.fields()
                        .details(told.information().dataSize(), told.information().type(), 0))
            .fails(Clauses.REG_1, "details of event"),
        told(
                "size-in-units",
                "The size of a value is told in UTF-16 units.",
                told ->
                    told.fields()
                        .details(told.information().type(), told.information().dataSize() / 2, 0))
            .fails(Clauses.REG_1, "details of event"),
        told(
                "default-value-named",
                "The default value is told as (Default).",
                BrokenRegistry::nameDefault)
            .fails(Clauses.REG_1, "name2 of event"),
        told(
                "rename-tells-the-new-path",
                "A rename's second name is the whole new path.",
                BrokenRegistry::wholeNewPath)
            .fails(Clauses.REG_1, "name2 of event"),
        told(
                "create-tells-two-names",
                "A create tells the name asked for twice.",
                told ->
                    told.type() == EventType.REG_CREATE_KEY
                        ? told.fields().name2(told.information().name())
                        : told.fields())
            .fails(Clauses.REG_1, "name2 of event"),
        told(
                "upper-case-names",
                "Keys are told in upper case.",
                told ->
                    told.fields()
                        .name(
                            UnicodeString.of(
                                told.key().toString().toUpperCase(java.util.Locale.ROOT))))
            .fails(Clauses.REG_1, "name of event")
            .fails(Clauses.REG_7, "name"),
        told(
                "always-blocked",
                "Every event of the registry says BLOCKED.",
                told -> told.fields().flags(EventFlag.BLOCKED))
            .fails(Clauses.REG_1, "flags of event"),
        told(
                "parent-process",
                "The caller's parent is told as the one who wrote.",
                told ->
                    told.fields()
                        .requestor(
                            told.caller().process().parent() == null
                                ? 4
                                : told.caller().process().parent().processId(),
                            told.caller().threadId()))
            .fails(Clauses.REG_1, "process_id"),
        callback(
                "other-status",
                "A refused writer gets STATUS_UNSUCCESSFUL.",
                judged -> new OtherStatus(judged, NtStatus.UNSUCCESSFUL))
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED"),
        callback(
                "refused-in-silence",
                "A refused writer is told that it has written.",
                judged -> new OtherStatus(judged, NtStatus.CALLBACK_BYPASS))
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED"),
        callback(
                "never-refuses",
                "Nothing is refused.",
                judged -> new OtherStatus(judged, NtStatus.SUCCESS))
            .fails(Clauses.REG_2, "STATUS_ACCESS_DENIED")
            .fails(Clauses.REG_4, "STATUS_ACCESS_DENIED"),
        callback(
                "without-cookie",
                "Names are asked for with a cookie that nobody has.",
                WithoutCookie::new)
            .fails(Clauses.REG_1, "events of SetValueKey"));
  }

  private static BrokenTarget typed(String name, String defect, int notifyClass, int type) {
    return callback(
        name,
        defect,
        judged ->
            new RegistryCallback(judged.kernel(), judged.publisher(), judged.policy()) {
              @Override
              protected int typeOf(int asked) {
                return asked == notifyClass ? type : super.typeOf(asked);
              }
            });
  }

  private static BrokenTarget unguarded(String name, String defect, int notifyClass) {
    return callback(
        name,
        defect,
        judged ->
            new RegistryCallback(judged.kernel(), judged.publisher(), judged.policy()) {
              @Override
              protected boolean isHiveOperation(int asked) {
                return asked != notifyClass && super.isHiveOperation(asked);
              }
            });
  }

  /** An event of the right driver, and what it was made from. */
  private record Told(
      EventFields fields,
      int type,
      UnicodeString key,
      KeyInformation information,
      KThread caller) {}

  private interface Telling {
    EventFields of(Told told);
  }

  private static BrokenTarget told(String name, String defect, Telling telling) {
    return callback(
        name,
        defect,
        judged ->
            new RegistryCallback(judged.kernel(), judged.publisher(), judged.policy()) {
              @Override
              protected EventFields event(
                  int type, UnicodeString key, KeyInformation information, KThread caller) {
                EventFields right = super.event(type, key, information, caller);
                return telling.of(new Told(right, type, key, information, caller));
              }
            });
  }

  private static EventFields nameDefault(Told told) {
    UnicodeString name = told.information().name();
    return name != null && name.units() == 0
        ? told.fields().name2(UnicodeString.of("(Default)"))
        : told.fields();
  }

  private static EventFields wholeNewPath(Told told) {
    String old = told.key().toString();
    String path = old.substring(0, old.lastIndexOf('\\') + 1) + told.information().name();
    return told.type() == EventType.REG_RENAME_KEY
        ? told.fields().name2(UnicodeString.of(path))
        : told.fields();
  }

  static BrokenTarget callback(String name, String defect, RegistryParts.Making making) {
    return driver(name, defect, RegistryParts.callback(making));
  }

  private static final class SavesRefused extends RegistryCallback {
    SavesRefused(Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
    }

    @Override
    protected boolean isHiveOperation(int notifyClass) {
      return notifyClass == NotifyClass.PRE_SAVE_KEY || super.isHiveOperation(notifyClass);
    }
  }

  private static final class OtherStatus extends RegistryCallback {
    private final int status;

    OtherStatus(Judged judged, int status) {
      super(judged.kernel(), judged.publisher(), judged.policy());
      this.status = status;
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      int right = super.notify(notifyClass, information);
      return right == NtStatus.ACCESS_DENIED ? status : right;
    }
  }

  private static final class WithoutCookie extends RegistryCallback {
    WithoutCookie(Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
    }

    @Override
    public void useCookie(long registered) {
      super.useCookie(registered + 1);
    }
  }
}
