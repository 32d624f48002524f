package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * The registry callback (REG-1 to REG-4, REG-6, REG-7). Thread-safe.
 *
 * <p>Opens are not looked at, so REG-6's own open passes through here without meeting itself.
 */
public class RegistryCallback {
  private final Kernel kernel;
  private final EventPublisher publisher;
  private final KeyPolicy policy;
  private final ConfigurationManager registry;
  private volatile long cookie;

  /** Reports and refuses by a policy. */
  public RegistryCallback(Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.policy = policy;
    this.registry = kernel.callbacks().registry();
  }

  /** CmCallbackGetKeyObjectIDEx wants the cookie of a registration that stands. */
  public void useCookie(long registered) {
    cookie = registered;
  }

  /** The callback function. */
  public int notify(int notifyClass, KeyInformation information) {
    if (!isOfInterest(notifyClass)) {
      return NtStatus.SUCCESS;
    }
    boolean named =
        notifyClass == NotifyClass.PRE_CREATE_KEY_EX || notifyClass == NotifyClass.PRE_LOAD_KEY;
    return named ? judgeNamed(notifyClass, information) : judgeObject(notifyClass, information);
  }

  /** STR-12: whether a key's name is worth asking for. */
  protected boolean isOfInterest(int notifyClass) {
    int type = typeOf(notifyClass);
    return type == 0
        ? isHiveOperation(notifyClass) && !policy.blocksNothing()
        : publisher.wants(type) || !policy.blocksNothing();
  }

  /** The type of event that an operation makes; 0 if it makes none. */
  protected int typeOf(int notifyClass) {
    return switch (notifyClass) {
      case NotifyClass.PRE_SET_VALUE_KEY -> EventType.REG_SET_VALUE;
      case NotifyClass.PRE_CREATE_KEY_EX -> EventType.REG_CREATE_KEY;
      case NotifyClass.PRE_DELETE_VALUE_KEY -> EventType.REG_DELETE_VALUE;
      case NotifyClass.PRE_DELETE_KEY -> EventType.REG_DELETE_KEY;
      case NotifyClass.PRE_RENAME_KEY -> EventType.REG_RENAME_KEY;
      default -> 0;
    };
  }

  /** REG-4: what changes keys without naming each. */
  protected boolean isHiveOperation(int notifyClass) {
    return switch (notifyClass) {
      case NotifyClass.PRE_LOAD_KEY,
          NotifyClass.PRE_UNLOAD_KEY,
          NotifyClass.PRE_RESTORE_KEY,
          NotifyClass.PRE_REPLACE_KEY,
          NotifyClass.PRE_SET_KEY_SECURITY ->
          true;
      default -> false;
    };
  }

  private int judgeObject(int notifyClass, KeyInformation information) {
    UnicodeString key = registry.callbackGetKeyObjectId(cookie, information.object());
    if (key == null) {
      return withoutName();
    }
    int status = judge(notifyClass, key, information);
    registry.callbackReleaseKeyObjectId(key);
    return status;
  }

  /**
   * REG-7: the complete name, or the root's path, a backslash and the name, or the root's alone.
   */
  private int judgeNamed(int notifyClass, KeyInformation information) {
    UnicodeString name = information.name();
    if (isAbsolute(name)) {
      return judge(notifyClass, name, information);
    }
    UnicodeString root = registry.callbackGetKeyObjectId(cookie, information.object());
    if (root == null) {
      return withoutName();
    }
    int status =
        name.units() == 0
            ? judge(notifyClass, root, information)
            : judge(notifyClass, pathBelow(root, name), information);
    registry.callbackReleaseKeyObjectId(root);
    return status;
  }

  private static boolean isAbsolute(UnicodeString name) {
    return name.units() > 0 && name.unit(0) == '\\';
  }

  /**
   * REG-7: where a name that is relative to a root leads. The real driver matches and reports the
   * two pieces as they are: what is blocked stays so where memory is short (REG-2).
   */
  protected UnicodeString pathBelow(UnicodeString root, UnicodeString name) {
    return UnicodeString.of(root.toString() + '\\' + name);
  }

  /** REG-7: the operation passes without an event. */
  protected int withoutName() {
    return NtStatus.SUCCESS;
  }

  private int judge(int notifyClass, UnicodeString key, KeyInformation information) {
    int type = typeOf(notifyClass);
    KThread caller = kernel.ps().currentThread();
    return type == 0 ? judgeHive(key, caller) : judgeWrite(type, key, information, caller);
  }

  /** REG-4. */
  private int judgeHive(UnicodeString key, KThread caller) {
    return policy.isAround(key) && !policy.isTrusted(caller)
        ? NtStatus.ACCESS_DENIED
        : NtStatus.SUCCESS;
  }

  private int judgeWrite(int type, UnicodeString key, KeyInformation information, KThread caller) {
    UnicodeString name = information.name();
    boolean blocked = policy.isBlocked(type, key, name);
    boolean refused =
        (blocked || policy.movesBlocked(type, key, name)) && !policy.isTrusted(caller);
    boolean reported =
        publisher.wants(type) && (blocked && refused || policy.isMonitored(type, key, name));
    if (!refused && !reported || isOpen(type, key, information)) {
      return NtStatus.SUCCESS;
    }
    if (reported) {
      publisher.publish(
          event(type, key, information, caller).flags(refused ? EventFlag.BLOCKED : 0));
    }
    return refused ? NtStatus.ACCESS_DENIED : NtStatus.SUCCESS;
  }

  private boolean isOpen(int type, UnicodeString key, KeyInformation information) {
    if (type != EventType.REG_CREATE_KEY) {
      return false;
    }
    return isAbsolute(information.name())
        ? exists(key, information.wow64Flags(), followed(information))
        : existsBelow(information);
  }

  /**
   * REG-6 for a name that is relative to a root. The root may be of the other view than WOW64 would
   * lead its path to, so the driver begins where the caller does, not with the path.
   */
  protected boolean existsBelow(KeyInformation information) {
    KeyHandle root = registry.zw().openObjectByPointer(information.object());
    if (root.status() != NtStatus.SUCCESS) {
      return false;
    }
    boolean exists =
        isThere(
            registry
                .zw()
                .openKey(
                    root.handle(),
                    information.name(),
                    information.wow64Flags(),
                    followed(information)));
    registry.zw().close(root.handle());
    return exists;
  }

  /**
   * REG-6: a create request for a key that exists, in the view of the caller and as a link itself
   * where that is what the caller opens, is an open.
   */
  protected boolean exists(UnicodeString key, int wow64Flags, int attributes) {
    return isThere(registry.zw().openKey(0, key, wow64Flags, attributes));
  }

  /** No other of a creator's attributes is the driver's to follow. */
  private static int followed(KeyInformation information) {
    return information.attributes() & KeyInformation.OBJ_OPENLINK;
  }

  private boolean isThere(KeyHandle opened) {
    if (opened.status() != NtStatus.SUCCESS) {
      return false;
    }
    registry.zw().close(opened.handle());
    return true;
  }

  /** What the table of events says of each type. */
  protected EventFields event(
      int type, UnicodeString key, KeyInformation information, KThread caller) {
    EventFields fields =
        EventFields.of(type)
            .requestor(caller.process().processId(), caller.threadId())
            .details(information.type(), information.dataSize(), 0)
            .name(key);
    boolean hasSecondName = type != EventType.REG_CREATE_KEY && information.name() != null;
    return hasSecondName ? fields.name2(information.name()) : fields;
  }
}
