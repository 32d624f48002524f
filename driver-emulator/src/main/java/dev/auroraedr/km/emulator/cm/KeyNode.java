package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A key as the registry keeps it (a key control block and its cell). Guarded by the lock of its
 * {@link RegistryTree}, but for what is volatile.
 */
final class KeyNode {
  final Map<String, KeyNode> subkeys = new TreeMap<>();
  final Map<String, KeyValue> values = new LinkedHashMap<>();
  String name;
  KeyNode parent;

  /** Where a symbolic link leads, absolute; null for any other key. */
  String link;

  /** Whether a hive begins here: only such a key can be unloaded. */
  boolean hiveRoot;

  /** Opaque: nothing here evaluates it. */
  byte[] security = {};

  volatile boolean deleted;
  private volatile UnicodeString path;

  KeyNode(String name, KeyNode parent) {
    this.name = name;
    this.parent = parent;
    renamed();
    if (parent != null) {
      parent.subkeys.put(upcased(name), this);
    }
  }

  /** Its full path, case as it was made; the last one that it had if it is deleted. */
  UnicodeString path() {
    return path;
  }

  /** Its name or that of a key above it has changed. */
  void renamed() {
    path = UnicodeString.of((parent == null ? "" : parent.path().toString()) + '\\' + name);
    subkeys.values().forEach(KeyNode::renamed);
  }

  KeyNode child(String childName) {
    return subkeys.get(upcased(childName));
  }

  KeyValue value(String valueName) {
    return values.get(upcased(valueName));
  }

  /** Takes it and all below from the tree; open keys know it from then on. */
  void remove() {
    parent.subkeys.remove(upcased(name));
    markDeleted();
  }

  void markDeleted() {
    deleted = true;
    subkeys.values().forEach(KeyNode::markDeleted);
  }

  /** Copies values and everything below from another key. */
  void copyFrom(KeyNode other) {
    values.putAll(other.values);
    security = other.security;
    other.subkeys.values().forEach(below -> new KeyNode(below.name, this).copyFrom(below));
  }

  static String upcased(String text) {
    StringBuilder upper = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      upper.append(UpcaseTable.upper(text.charAt(i)));
    }
    return upper.toString();
  }
}
