package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What hives and files hold of each other. Guarded by the tree's lock. */
final class HiveFiles {
  private final RegistryTree tree;
  private final Map<String, KeyNode> files = new HashMap<>();

  /** Files of hives that were loaded from one, by the key that they are loaded at. */
  private final Map<KeyNode, String> backing = new HashMap<>();

  HiveFiles(RegistryTree tree) {
    this.tree = tree;
  }

  int load(String path, String file) {
    synchronized (tree) {
      List<String> components = RegistryTree.components(path);
      if (!RegistryTree.isRegistryName(path) || components.size() != 3) {
        return NtStatus.INVALID_PARAMETER;
      }
      KeyNode parent = tree.root().child(components.get(1));
      if (parent == null || parent.child(components.get(2)) != null) {
        return parent == null ? NtStatus.OBJECT_NAME_NOT_FOUND : NtStatus.OBJECT_NAME_COLLISION;
      }
      KeyNode hive = new KeyNode(components.get(2), parent);
      hive.hiveRoot = true;
      fill(hive, file);
      backing.put(hive, KeyNode.upcased(file));
      return NtStatus.SUCCESS;
    }
  }

  private void fill(KeyNode key, String file) {
    KeyNode content = files.get(KeyNode.upcased(file));
    if (content != null) {
      key.copyFrom(content);
    }
  }

  int unload(KeyNode key) {
    synchronized (tree) {
      String file = backing.remove(key);
      if (file == null) {
        return key.deleted ? NtStatus.KEY_DELETED : NtStatus.INVALID_PARAMETER;
      }
      files.put(file, copy(key));
      key.remove();
      return NtStatus.SUCCESS;
    }
  }

  int restore(KeyNode key, String file) {
    synchronized (tree) {
      if (key.deleted || !files.containsKey(KeyNode.upcased(file))) {
        return key.deleted ? NtStatus.KEY_DELETED : NtStatus.OBJECT_NAME_NOT_FOUND;
      }
      key.subkeys.values().forEach(KeyNode::markDeleted);
      key.subkeys.clear();
      key.values.clear();
      fill(key, file);
      return NtStatus.SUCCESS;
    }
  }

  int replace(KeyNode key, String newFile, String oldFile) {
    synchronized (tree) {
      boolean known = files.containsKey(KeyNode.upcased(newFile));
      if (!key.hiveRoot || !known) {
        return known ? NtStatus.INVALID_PARAMETER : NtStatus.OBJECT_NAME_NOT_FOUND;
      }
      files.put(KeyNode.upcased(oldFile), copy(key));
      return NtStatus.SUCCESS;
    }
  }

  int save(KeyNode key, String file) {
    synchronized (tree) {
      if (key.deleted) {
        return NtStatus.KEY_DELETED;
      }
      files.put(KeyNode.upcased(file), copy(key));
      return NtStatus.SUCCESS;
    }
  }

  private static KeyNode copy(KeyNode key) {
    KeyNode copy = new KeyNode(key.name, null);
    copy.copyFrom(key);
    return copy;
  }
}
