package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;

/**
 * What stands in the registry, for whoever sets a machine up or looks at it afterwards: no callback
 * is asked. Paths are absolute and follow links. Thread-safe.
 */
public final class RegistryContent {
  private final RegistryTree tree;

  RegistryContent(RegistryTree tree) {
    this.tree = tree;
  }

  /** Opens a key and makes it, and all above it, if need be. */
  public KeyObject key(String path) {
    return new KeyObject(tree.ensure(path));
  }

  /** Opens a key; null if there is none. */
  public KeyObject find(String path) {
    Parse parse =
        RegistryTree.isRegistryName(path) ? tree.open(null, path, RegistryTree.Walk.OPEN) : null;
    while (parse != null && parse.status() == NtStatus.REPARSE) {
      parse = tree.open(null, parse.reparse(), RegistryTree.Walk.OPEN);
    }
    return parse == null || parse.node() == null ? null : new KeyObject(parse.node());
  }

  /** Sets a value; the key springs into being. */
  public void setValue(String path, String name, int type, byte[] data) {
    tree.setValue(tree.ensure(path), new KeyValue(name, type, data));
  }

  /** Sets a REG_SZ or another string with its terminator. */
  public void setString(String path, String name, int type, String text) {
    UnicodeString units = UnicodeString.of(text + '\0');
    byte[] data = new byte[units.lengthBytes()];
    units.copyTo(data, 0, data.length);
    setValue(path, name, type, data);
  }

  /** Sets a REG_DWORD. */
  public void setDword(String path, String name, int number) {
    byte[] data = {
      (byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) (number >> 24)
    };
    setValue(path, name, KeyValue.REG_DWORD, data);
  }

  /** A value, or null if it or its key is missing. */
  public KeyValue value(String path, String name) {
    KeyObject key = find(path);
    return key == null ? null : tree.value(key.node(), name);
  }

  /** All values of a key that exists. */
  public List<KeyValue> values(String path) {
    return tree.values(find(path).node());
  }

  /** Names of the subkeys of a key that exists, as NtEnumerateKey orders them. */
  public List<String> subkeys(String path) {
    return tree.subkeys(find(path).node());
  }

  /** The security descriptor of a key that exists, as it was set. */
  public byte[] security(String path) {
    return tree.security(find(path).node());
  }

  /** Makes a symbolic link to an absolute path. */
  public void link(String path, String target) {
    tree.link(path, target);
  }
}
