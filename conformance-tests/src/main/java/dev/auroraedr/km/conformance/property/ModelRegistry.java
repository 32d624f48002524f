package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.KeyOracle;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What a registry with the driver over it must hold and report: keys below one base, by path
 * without regard to case, with the values of each. ASCII names only.
 */
final class ModelRegistry {
  private final String base;
  private final KeyOracle monitored;
  private final KeyOracle blocked;
  private final TreeMap<String, TreeMap<String, byte[]>> keys = new TreeMap<>();

  ModelRegistry(String base, List<String> monitored, List<String> blocked) {
    this.base = base;
    this.monitored = new KeyOracle(monitored);
    this.blocked = new KeyOracle(blocked);
    ensure(base);
  }

  /**
   * What an operation must lead to.
   *
   * @param status what its caller gets
   * @param reported whether it makes an event
   * @param refused whether that event says BLOCKED
   */
  record Expected(int status, boolean reported, boolean refused) {}

  /** Opens a key as a stimulus does: it and all above it spring into being. */
  void ensure(String path) {
    String upper = upper(path);
    for (int end = base.length(); end >= 0; end = upper.indexOf('\\', end + 1)) {
      keys.computeIfAbsent(upper.substring(0, end), key -> new TreeMap<>());
    }
    keys.computeIfAbsent(upper, key -> new TreeMap<>());
  }

  Expected setValue(String key, String value, byte[] data, boolean trusted) {
    ensure(key);
    Expected expected = write(key, trusted, NtStatus.SUCCESS);
    if (!expected.refused()) {
      keys.get(upper(key)).put(upper(value), data);
    }
    return expected;
  }

  Expected deleteValue(String key, String value, boolean trusted) {
    ensure(key);
    boolean there = keys.get(upper(key)).containsKey(upper(value));
    Expected expected =
        write(key, trusted, there ? NtStatus.SUCCESS : NtStatus.OBJECT_NAME_NOT_FOUND);
    if (!expected.refused()) {
      keys.get(upper(key)).remove(upper(value));
    }
    return expected;
  }

  Expected createKey(String key, boolean trusted) {
    if (exists(key)) {
      return new Expected(NtStatus.SUCCESS, false, false);
    }
    boolean parent = exists(key.substring(0, key.lastIndexOf('\\')));
    Expected expected =
        write(key, trusted, parent ? NtStatus.SUCCESS : NtStatus.OBJECT_NAME_NOT_FOUND);
    if (expected.status() == NtStatus.SUCCESS) {
      ensure(key);
    }
    return expected;
  }

  Expected deleteKey(String key, boolean trusted) {
    ensure(key);
    boolean leaf = keys.keySet().stream().noneMatch(other -> other.startsWith(upper(key) + '\\'));
    Expected expected = write(key, trusted, leaf ? NtStatus.SUCCESS : NtStatus.CANNOT_DELETE);
    if (expected.status() == NtStatus.SUCCESS) {
      keys.remove(upper(key));
    }
    return expected;
  }

  private Expected write(String key, boolean trusted, int otherwise) {
    boolean refused = blocked.matches(key) && !trusted;
    return new Expected(
        refused ? NtStatus.ACCESS_DENIED : otherwise, refused || monitored.matches(key), refused);
  }

  /** Whether the contract leaves open what becomes of a rename: it ends above a blocked key. */
  boolean leavesOpen(String key, String newName) {
    return blocked.isAbove(renamed(key, newName)) && !blocked.isAbove(key);
  }

  Expected renameKey(String key, String newName, boolean trusted) {
    ensure(key);
    String target = renamed(key, newName);
    boolean hits = blocked.matches(key) || blocked.matches(target);
    boolean refused = (hits || blocked.isAbove(key)) && !trusted;
    boolean taken = exists(target) && !upper(target).equals(upper(key));
    boolean reported = hits && refused || monitored.matches(key) || monitored.matches(target);
    int status = taken ? NtStatus.CANNOT_DELETE : NtStatus.SUCCESS;
    if (!refused && !taken) {
      move(upper(key), upper(target));
    }
    return new Expected(refused ? NtStatus.ACCESS_DENIED : status, reported, refused);
  }

  private static String renamed(String key, String newName) {
    return key.substring(0, key.lastIndexOf('\\') + 1) + newName;
  }

  private void move(String from, String to) {
    for (String key : List.copyOf(keys.keySet())) {
      if (key.equals(from) || key.startsWith(from + '\\')) {
        keys.put(to + key.substring(from.length()), keys.remove(key));
      }
    }
  }

  boolean exists(String key) {
    return keys.containsKey(upper(key));
  }

  /** The bytes of a value; null if it or its key is missing. */
  byte[] value(String key, String value) {
    TreeMap<String, byte[]> values = keys.get(upper(key));
    return values == null ? null : values.get(upper(value));
  }

  /** The type of event that an operation makes. */
  static int typeOf(RegistryStep.Verb verb) {
    return switch (verb) {
      case SET -> EventType.REG_SET_VALUE;
      case UNSET -> EventType.REG_DELETE_VALUE;
      case CREATE -> EventType.REG_CREATE_KEY;
      case DELETE -> EventType.REG_DELETE_KEY;
      case RENAME -> EventType.REG_RENAME_KEY;
    };
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
