package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import java.util.function.IntSupplier;

/** What a file system does with files that are open. Callers hold the file's volume. */
final class OpenFiles {
  private OpenFiles() {}

  /** Does something with the directory that an operation's target is to be in. */
  @FunctionalInterface
  interface Into {
    int apply(OpenFile directory);
  }

  /** The action with the file's volume held. */
  static IntSupplier guarded(OpenFile file, IntSupplier action) {
    return () -> {
      synchronized (file.disk()) {
        return action.getAsInt();
      }
    };
  }

  /** The last handle is closed: what was to be deleted with it is gone. */
  static int cleanup(OpenFile file) {
    synchronized (file.disk()) {
      Node node = file.node();
      if (node == null) {
        return NtStatus.SUCCESS;
      }
      if (file.deleteOnClose() && node.isEmpty()) {
        node.setDeletePending(true);
      }
      node.closed();
      if (node.isDeletePending() && node.opens() == 0 && node.links().contains(file.link())) {
        file.disk().unlink(file.link());
      }
      return NtStatus.SUCCESS;
    }
  }

  static int markDeleted(OpenFile file) {
    if (file.link() == null) {
      return NtStatus.CANNOT_DELETE;
    }
    if (!file.node().isEmpty()) {
      return NtStatus.DIRECTORY_NOT_EMPTY;
    }
    file.node().setDeletePending(true);
    return NtStatus.SUCCESS;
  }

  static int setShortName(OpenFile file, String shortName) {
    if (file.link() == null || !Components.isValid(shortName)) {
      return NtStatus.INVALID_PARAMETER;
    }
    Link taken = file.link().parent().child(shortName);
    if (taken != null && taken != file.link()) {
      return NtStatus.OBJECT_NAME_COLLISION;
    }
    FileSystems.setShortName(file.link(), shortName);
    return NtStatus.SUCCESS;
  }

  static int rename(OpenFile file, OpenFile into, String target, boolean replace) {
    int status = targetStatus(file, into, target, replace);
    if (status != NtStatus.SUCCESS) {
      return status;
    }
    if (file.node().isDirectory() && hasOpenBelow(file.node())) {
      return NtStatus.ACCESS_DENIED;
    }
    Link link = file.link();
    link.parent().remove(link);
    link.renameTo(into.node(), lastOf(target));
    into.node().add(link);
    return NtStatus.SUCCESS;
  }

  private static boolean hasOpenBelow(Node directory) {
    for (Link child : directory.children()) {
      if (child.node().isInUse()) {
        return true;
      }
    }
    return false;
  }

  static int link(OpenFile file, OpenFile into, String target) {
    if (file.node() != null && file.node().isDirectory()) {
      return NtStatus.FILE_IS_A_DIRECTORY;
    }
    int status = targetStatus(file, into, target, false);
    if (status == NtStatus.SUCCESS) {
      file.disk().addLink(into.node(), lastOf(target), file.node());
    }
    return status;
  }

  private static int targetStatus(OpenFile file, OpenFile into, String target, boolean replace) {
    if (file.link() == null) {
      return NtStatus.INVALID_PARAMETER;
    }
    if (file.disk() != into.disk()) {
      return NtStatus.NOT_SAME_DEVICE;
    }
    if (!Components.isValid(lastOf(target))) {
      return NtStatus.OBJECT_NAME_INVALID;
    }
    Link taken = into.node().child(lastOf(target));
    if (taken == null || taken == file.link()) {
      return NtStatus.SUCCESS;
    }
    return replace ? replaced(file, taken) : NtStatus.OBJECT_NAME_COLLISION;
  }

  private static int replaced(OpenFile file, Link taken) {
    if (taken.node().isDirectory() || taken.node().opens() > 0) {
      return NtStatus.ACCESS_DENIED;
    }
    file.disk().unlink(taken);
    return NtStatus.SUCCESS;
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('\\') + 1);
  }

  static int makeJunction(OpenFile directory, String target) {
    if (directory.node() == null || !directory.node().isDirectory()) {
      return NtStatus.NOT_A_DIRECTORY;
    }
    if (!directory.node().isEmpty()) {
      return NtStatus.DIRECTORY_NOT_EMPTY;
    }
    directory.node().setJunctionTarget(target);
    return NtStatus.SUCCESS;
  }

  /** Makes a file if its directory exists; false if no file system takes the path. */
  static boolean spring(DiskVolume disk, String whole) {
    synchronized (disk) {
      FilePath path = FilePath.parse(whole.substring(disk.volume().deviceName().length()));
      if (path == null || path.components().isEmpty()) {
        return false;
      }
      Found found = disk.walk(disk.root(), path, true);
      if (found.status() != NtStatus.SUCCESS) {
        return found.status() == NtStatus.REPARSE;
      }
      Node node = found.node();
      if (node == null) {
        node = disk.make(found.parent(), path.last(), false).node();
      }
      if (!path.stream().isEmpty() && node.stream(path.stream()) == null) {
        node.addStream(path.stream());
      }
      return true;
    }
  }
}
