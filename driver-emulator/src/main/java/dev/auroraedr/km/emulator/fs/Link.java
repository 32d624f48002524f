package dev.auroraedr.km.emulator.fs;

/**
 * One name of a file: a directory's entry. Whoever opened the file by it follows it when it is
 * renamed. Guarded by its volume.
 */
final class Link {
  private final Node node;
  private Node parent;
  private String name;
  private String shortName;
  private int renames;

  Link(Node parent, String name, Node node) {
    this.parent = parent;
    this.name = name;
    this.node = node;
  }

  /** The directory. */
  Node parent() {
    return parent;
  }

  /** Long name, case as it was made. */
  String name() {
    return name;
  }

  /** 8.3 name; null if it has none. */
  String shortName() {
    return shortName;
  }

  /** What it names. */
  Node node() {
    return node;
  }

  /** How often it was renamed. */
  int renames() {
    return renames;
  }

  /** It is in no directory now; the caller puts it into the new one. */
  void renameTo(Node newParent, String newName) {
    parent = newParent;
    name = newName;
    shortName = null;
    renames++;
  }

  void setShortName(String newShortName) {
    shortName = newShortName;
  }
}
