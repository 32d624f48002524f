package dev.auroraedr.km.emulator.fs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file or directory on disk: what its names lead to. Guarded by its volume. */
final class Node {
  private final long fileId;
  private final boolean directory;
  private final Map<String, Link> children = new HashMap<>();
  private final Map<String, Link> shortNames = new HashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final Map<String, String> streams = new HashMap<>();
  private String junctionTarget;
  private boolean deletePending;
  private int opens;

  Node(long fileId, boolean directory) {
    this.fileId = fileId;
    this.directory = directory;
  }

  long fileId() {
    return fileId;
  }

  boolean isDirectory() {
    return directory;
  }

  /** The entry of that name, long or short; null if there is none. */
  Link child(String name) {
    String key = Components.upcased(name);
    Link found = children.get(key);
    return found == null ? shortNames.get(key) : found;
  }

  boolean isEmpty() {
    return children.isEmpty();
  }

  Iterable<Link> children() {
    return children.values();
  }

  void add(Link link) {
    children.put(Components.upcased(link.name()), link);
    if (link.shortName() != null) {
      shortNames.put(Components.upcased(link.shortName()), link);
    }
    link.node().links.add(link);
  }

  void remove(Link link) {
    children.remove(Components.upcased(link.name()));
    if (link.shortName() != null) {
      shortNames.remove(Components.upcased(link.shortName()));
    }
    link.node().links.remove(link);
  }

  /** Its names; a file without any is gone once nobody has it open. */
  List<Link> links() {
    return links;
  }

  /** The stream's name as it was made; null if there is no such stream. */
  String stream(String name) {
    return streams.get(Components.upcased(name));
  }

  void addStream(String name) {
    streams.put(Components.upcased(name), name);
  }

  /** Where the junction leads; null if this is none. */
  String junctionTarget() {
    return junctionTarget;
  }

  void setJunctionTarget(String target) {
    junctionTarget = target;
  }

  boolean isDeletePending() {
    return deletePending;
  }

  void setDeletePending(boolean pending) {
    deletePending = pending;
  }

  int opens() {
    return opens;
  }

  void opened() {
    opens++;
  }

  void closed() {
    opens--;
  }

  /** Whether somebody has it open, or anything below it. */
  boolean isInUse() {
    if (opens > 0) {
      return true;
    }
    for (Link child : children.values()) {
      if (child.node().isInUse()) {
        return true;
      }
    }
    return false;
  }
}
