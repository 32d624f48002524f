package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * All keys below {@code \REGISTRY}. Names keep their case and are found without regard to it; empty
 * components are dropped. One lock guards the whole tree; nobody is called under it.
 */
final class RegistryTree {
  private static final int MAX_KEY_NAME_UNITS = 255;
  private static final int MAX_VALUE_NAME_UNITS = 16_383;

  private final KeyNode root = new KeyNode("REGISTRY", null);
  private final KeyObject rootObject = new KeyObject(root);

  RegistryTree() {
    new KeyNode("MACHINE", root);
    new KeyNode("USER", root);
    new KeyNode("A", root);
  }

  /** The key object of {@code \REGISTRY}. */
  KeyObject rootObject() {
    return rootObject;
  }

  /** The key {@code \REGISTRY} itself. */
  KeyNode root() {
    return root;
  }

  /** Whether an object manager's look-up of an absolute name would come to the registry. */
  static boolean isRegistryName(String name) {
    List<String> components = components(name);
    return name.startsWith("\\")
        && !components.isEmpty()
        && KeyNode.upcased(components.get(0)).equals("REGISTRY");
  }

  /**
   * How a name is walked.
   *
   * @param create whether a key is made if only its last component is missing
   * @param wow64Flags KEY_WOW64_32KEY, KEY_WOW64_64KEY or 0
   * @param openLink whether a link that is the last component is opened itself
   */
  record Walk(boolean create, int wow64Flags, boolean openLink) {
    static final Walk OPEN = new Walk(false, 0, false);
  }

  /**
   * Opens a key, or makes it.
   *
   * @param start key that the name is relative to; null for an absolute name
   */
  synchronized Parse open(KeyNode start, String name, Walk walk) {
    KeyNode from = start == null ? root : start;
    List<String> rest = components(name);
    if (start == null) {
      rest = rest.subList(1, rest.size());
    }
    if (from.deleted) {
      return Parse.failed(NtStatus.KEY_DELETED);
    }
    String redirected = redirected(from, rest, walk.wow64Flags());
    return redirected == null ? walk(from, rest, walk) : Parse.again(redirected);
  }

  private static String redirected(KeyNode from, List<String> rest, int wow64Flags) {
    if ((wow64Flags & KeyInformation.KEY_WOW64_32KEY) == 0 || rest.isEmpty()) {
      return null;
    }
    String start = from.path().toString();
    return Wow64Redirection.redirect(start.length(), start + '\\' + String.join("\\", rest));
  }

  private Parse walk(KeyNode from, List<String> rest, Walk how) {
    KeyNode node = from;
    for (int i = 0; i < rest.size(); i++) {
      KeyNode next = node.child(rest.get(i));
      boolean last = i == rest.size() - 1;
      if (next == null) {
        return how.create() && last ? make(node, rest.get(i)) : missing(rest.get(i));
      }
      if (next.link != null && !(last && how.openLink())) {
        return Parse.again(joined(next.link, rest.subList(i + 1, rest.size())));
      }
      node = next;
    }
    return Parse.found(node);
  }

  private static Parse missing(String name) {
    return Parse.failed(
        name.length() > MAX_KEY_NAME_UNITS
            ? NtStatus.INVALID_PARAMETER
            : NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  /** Keys right below \REGISTRY, MACHINE, USER and A are hives: they are loaded, not made. */
  private Parse make(KeyNode parent, String name) {
    boolean master = parent == root || parent.parent == root;
    if (master || name.length() > MAX_KEY_NAME_UNITS) {
      return Parse.failed(NtStatus.INVALID_PARAMETER);
    }
    return Parse.made(new KeyNode(name, parent));
  }

  /** Makes a key and all keys above it that are missing, hives included; links are followed. */
  synchronized KeyNode ensure(String path) {
    KeyNode node = root;
    List<String> rest = components(path);
    for (int i = 1; i < rest.size(); i++) {
      KeyNode next = node.child(rest.get(i));
      if (next != null && next.link != null) {
        return ensure(joined(next.link, rest.subList(i + 1, rest.size())));
      }
      node = next == null ? new KeyNode(rest.get(i), node) : next;
      node.hiveRoot |= i == 2;
    }
    return node;
  }

  /** Makes a symbolic link. */
  synchronized void link(String path, String target) {
    ensure(path).link = target;
  }

  /** NtSetValueKey. */
  synchronized int setValue(KeyNode key, KeyValue value) {
    if (key.deleted) {
      return NtStatus.KEY_DELETED;
    }
    if (value.name().length() > MAX_VALUE_NAME_UNITS) {
      return NtStatus.INVALID_PARAMETER;
    }
    KeyValue old = key.value(value.name());
    String name = old == null ? value.name() : old.name();
    key.values.put(KeyNode.upcased(name), new KeyValue(name, value.type(), value.data().clone()));
    return NtStatus.SUCCESS;
  }

  /** The value of that name, or null. */
  synchronized KeyValue value(KeyNode key, String name) {
    return key.value(name);
  }

  /** NtDeleteValueKey. */
  synchronized int deleteValue(KeyNode key, String name) {
    if (key.deleted) {
      return NtStatus.KEY_DELETED;
    }
    return key.values.remove(KeyNode.upcased(name)) == null
        ? NtStatus.OBJECT_NAME_NOT_FOUND
        : NtStatus.SUCCESS;
  }

  /** NtDeleteKey: a key with subkeys and a hive's root stay. */
  synchronized int delete(KeyNode key) {
    if (key.deleted) {
      return NtStatus.KEY_DELETED;
    }
    if (!key.subkeys.isEmpty() || isFixed(key)) {
      return NtStatus.CANNOT_DELETE;
    }
    key.remove();
    return NtStatus.SUCCESS;
  }

  private boolean isFixed(KeyNode key) {
    return key == root || key.parent == root || key.hiveRoot;
  }

  /** NtRenameKey: gives the last component another name; the open key follows. */
  synchronized int rename(KeyNode key, String newName) {
    if (key.deleted) {
      return NtStatus.KEY_DELETED;
    }
    if (newName.isEmpty() || newName.indexOf('\\') >= 0 || newName.length() > MAX_KEY_NAME_UNITS) {
      return NtStatus.INVALID_PARAMETER;
    }
    KeyNode other = isFixed(key) ? key : key.parent.child(newName);
    if (isFixed(key) || other != null && other != key) {
      return isFixed(key) ? NtStatus.ACCESS_DENIED : NtStatus.CANNOT_DELETE;
    }
    key.parent.subkeys.remove(KeyNode.upcased(key.name));
    key.name = newName;
    key.parent.subkeys.put(KeyNode.upcased(newName), key);
    key.renamed();
    return NtStatus.SUCCESS;
  }

  /** NtSetSecurityObject of a key. */
  synchronized int setSecurity(KeyNode key, byte[] descriptor) {
    if (key.deleted) {
      return NtStatus.KEY_DELETED;
    }
    key.security = descriptor.clone();
    return NtStatus.SUCCESS;
  }

  /** NtQuerySecurityObject of a key. */
  synchronized byte[] security(KeyNode key) {
    return key.security.clone();
  }

  /** Names of a key's subkeys, in the order in which NtEnumerateKey gives them. */
  synchronized List<String> subkeys(KeyNode key) {
    return key.subkeys.values().stream().map(below -> below.name).toList();
  }

  /** A key's values, oldest first. */
  synchronized List<KeyValue> values(KeyNode key) {
    return List.copyOf(key.values.values());
  }

  /** The components of a name, empty ones dropped. */
  static List<String> components(String name) {
    List<String> found = new ArrayList<>();
    for (String component : name.split("\\\\", -1)) {
      if (!component.isEmpty()) {
        found.add(component);
      }
    }
    return found;
  }

  private static String joined(String head, List<String> rest) {
    return rest.isEmpty() ? head : head + '\\' + String.join("\\", rest);
  }
}
