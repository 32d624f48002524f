package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** The registry callback (REG-1, REG-2, REG-6). Thread-safe. */
public class RegistryCallback {
  private final Kernel kernel;
  private final EventPublisher publisher;
  private final KeyPolicy policy;
  private volatile long cookie;

  /** Reports and refuses by a policy. */
  public RegistryCallback(Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.policy = policy;
  }

  /** CmCallbackGetKeyObjectIDEx wants the cookie of a registration that stands. */
  public void useCookie(long registered) {
    cookie = registered;
  }

  /** The callback function. */
  public int notify(int notifyClass, KeyInformation information) {
    int type = typeOf(notifyClass);
    if (type == 0 || !publisher.wants(type) && policy.blocksNothing()) {
      return NtStatus.SUCCESS;
    }
    UnicodeString key = keyOf(notifyClass, information);
    if (key == null) {
      return NtStatus.SUCCESS;
    }
    int status = judge(type, key, information);
    if (notifyClass != NotifyClass.PRE_CREATE_KEY_EX) {
      kernel.callbacks().registry().callbackReleaseKeyObjectId(key);
    }
    return status;
  }

  private static int typeOf(int notifyClass) {
    return switch (notifyClass) {
      case NotifyClass.PRE_SET_VALUE_KEY -> EventType.REG_SET_VALUE;
      case NotifyClass.PRE_CREATE_KEY_EX -> EventType.REG_CREATE_KEY;
      case NotifyClass.PRE_DELETE_VALUE_KEY -> EventType.REG_DELETE_VALUE;
      case NotifyClass.PRE_DELETE_KEY -> EventType.REG_DELETE_KEY;
      case NotifyClass.PRE_RENAME_KEY -> EventType.REG_RENAME_KEY;
      default -> 0;
    };
  }

  /** REG-7: the key's own path; for a create the path asked for. Null where it can't be had. */
  private UnicodeString keyOf(int notifyClass, KeyInformation information) {
    if (notifyClass != NotifyClass.PRE_CREATE_KEY_EX) {
      return kernel.callbacks().registry().callbackGetKeyObjectId(cookie, information.object());
    }
    UnicodeString name = information.name();
    if (name.units() > 0 && name.unit(0) == '\\') {
      return name;
    }
    UnicodeString root =
        kernel.callbacks().registry().callbackGetKeyObjectId(cookie, information.object());
    if (root == null) {
      return null;
    }
    UnicodeString path = name.units() == 0 ? root : UnicodeString.of(root.toString() + '\\' + name);
    kernel.callbacks().registry().callbackReleaseKeyObjectId(root);
    return path;
  }

  private int judge(int type, UnicodeString key, KeyInformation information) {
    boolean blocked = policy.isBlocked(type, key, information.name());
    if (!blocked && !policy.isMonitored(type, key, information.name())) {
      return NtStatus.SUCCESS;
    }
    // REG-6: a create request for a key that exists is an open.
    if (type == EventType.REG_CREATE_KEY
        && kernel.callbacks().registry().openKey(key) == NtStatus.SUCCESS) {
      return NtStatus.SUCCESS;
    }
    KThread caller = kernel.ps().currentThread();
    boolean refused = blocked && !policy.isTrusted(caller);
    if (publisher.wants(type)) {
      publisher.publish(
          event(type, key, information, caller).flags(refused ? EventFlag.BLOCKED : 0));
    }
    return refused ? NtStatus.ACCESS_DENIED : NtStatus.SUCCESS;
  }

  private static EventFields event(
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
