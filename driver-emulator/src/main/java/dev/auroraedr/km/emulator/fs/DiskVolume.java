package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What lies on one volume. Guarded by itself. */
final class DiskVolume {
  private final Volume volume;
  private final Map<Long, Node> byId = new HashMap<>();
  private final Node root;
  private long nextId = 0x0001_0000_0000_0005L;
  private int opens;
  private boolean dismountAsked;

  DiskVolume(Volume volume) {
    this.volume = volume;
    this.root = newNode(true);
  }

  Volume volume() {
    return volume;
  }

  Node root() {
    return root;
  }

  Node byId(long fileId) {
    return byId.get(fileId);
  }

  private Node newNode(boolean directory) {
    Node node = new Node(nextId++, directory);
    byId.put(node.fileId(), node);
    return node;
  }

  /** Makes a file or directory. */
  Link make(Node parent, String name, boolean directory) {
    return addLink(parent, name, newNode(directory));
  }

  /** Gives a file one more name. */
  Link addLink(Node parent, String name, Node node) {
    Link link = new Link(parent, name, node);
    parent.add(link);
    return link;
  }

  /** Takes a name away. */
  void unlink(Link link) {
    link.parent().remove(link);
    if (link.node().links().isEmpty()) {
      byId.remove(link.node().fileId());
    }
  }

  /** Follows a path; a junction at its end is itself opened where the caller wants that. */
  Found walk(Node start, FilePath path, boolean openReparsePoint) {
    List<String> names = path.components();
    Node at = start;
    Link link = null;
    for (int i = 0; i < names.size(); i++) {
      if (at.junctionTarget() != null) {
        return new Found(NtStatus.REPARSE, null, null, null, at.junctionTarget() + path.tail(i));
      }
      if (!at.isDirectory()) {
        return Found.failed(NtStatus.OBJECT_PATH_NOT_FOUND);
      }
      link = at.child(names.get(i));
      if (link == null) {
        return i == names.size() - 1
            ? new Found(NtStatus.SUCCESS, at, null, null, null)
            : Found.failed(NtStatus.OBJECT_PATH_NOT_FOUND);
      }
      at = link.node();
    }
    if (at.junctionTarget() != null && !openReparsePoint) {
      return new Found(NtStatus.REPARSE, null, null, null, at.junctionTarget());
    }
    return new Found(NtStatus.SUCCESS, link == null ? null : link.parent(), link, at, null);
  }

  /** A file's whole path by long names, case as on disk; empty for the root. */
  String pathOf(Link link) {
    if (link == null) {
      return "";
    }
    Node parent = link.parent();
    String above = parent == root ? "" : pathOf(parent.links().get(0));
    return above + '\\' + link.name();
  }

  void opened() {
    opens++;
  }

  /** A file object is gone; true if the volume is to be dismounted now. */
  boolean closed() {
    return --opens == 0 && dismountAsked;
  }

  /** Whoever has files open keeps the volume; true if nobody does. */
  boolean askDismount() {
    dismountAsked = true;
    return opens == 0;
  }
}
