package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;

/** What a file system answers to IRP_MJ_CREATE. Guarded by the file's volume. */
final class Creates {
  private Creates() {}

  /**
   * Opens or makes the file.
   *
   * @param reparse takes the path to open instead, if the status is STATUS_REPARSE
   */
  static int perform(OpenFile file, String[] reparse) {
    OpenRequest request = file.request();
    if (request.opensVolume()) {
      return NtStatus.SUCCESS;
    }
    return request.isById() ? openById(file) : openByName(file, reparse);
  }

  private static int openById(OpenFile file) {
    Node node = file.disk().byId(file.request().fileId());
    if (node == null) {
      return NtStatus.INVALID_PARAMETER;
    }
    if (node == file.disk().root()) {
      return opened(file, new Found(NtStatus.SUCCESS, null, null, node, null), "");
    }
    Link link = node.links().get(0);
    file.openedAs(file.disk().pathOf(link));
    return opened(file, new Found(NtStatus.SUCCESS, link.parent(), link, node, null), "");
  }

  private static int openByName(OpenFile file, String[] reparse) {
    OpenRequest request = file.request();
    FilePath path = FilePath.parse(request.related() == null ? file.openedPath() : request.name());
    if (path == null) {
      return NtStatus.OBJECT_NAME_INVALID;
    }
    Node start = file.startNode();
    if (request.opensTargetDirectory()) {
      return openTargetDirectory(file, start, path);
    }
    Found found = file.disk().walk(start, path, request.opensReparsePoint());
    if (found.status() == NtStatus.REPARSE) {
      reparse[0] = found.reparsed();
    }
    return found.status() == NtStatus.SUCCESS ? openOrMake(file, found, path) : found.status();
  }

  /** The directory of a rename's or link's target is opened, the target there or not. */
  private static int openTargetDirectory(OpenFile file, Node start, FilePath path) {
    Found found = file.disk().walk(start, path, true);
    if (found.status() != NtStatus.SUCCESS || found.parent() == null) {
      return found.status() == NtStatus.SUCCESS ? NtStatus.INVALID_PARAMETER : found.status();
    }
    Node parent = found.parent();
    Link link = parent.links().isEmpty() ? null : parent.links().get(0);
    file.openedAs(file.disk().pathOf(link));
    file.opened(parent, link, "");
    return NtStatus.SUCCESS;
  }

  private static int openOrMake(OpenFile file, Found found, FilePath path) {
    int disposition = file.request().disposition();
    if (found.node() == null) {
      boolean makes =
          disposition != OpenRequest.FILE_OPEN && disposition != OpenRequest.FILE_OVERWRITE;
      return makes ? make(file, found.parent(), path) : NtStatus.OBJECT_NAME_NOT_FOUND;
    }
    Node node = found.node();
    if (node.isDeletePending()) {
      return NtStatus.DELETE_PENDING;
    }
    return path.stream().isEmpty()
        ? openExisting(file, found)
        : openStream(file, found, path.stream());
  }

  private static int openExisting(OpenFile file, Found found) {
    OpenRequest request = file.request();
    if (request.disposition() == OpenRequest.FILE_CREATE) {
      return NtStatus.OBJECT_NAME_COLLISION;
    }
    if (request.wantsDirectory() && !found.node().isDirectory()) {
      return NtStatus.NOT_A_DIRECTORY;
    }
    if (request.wantsFile() && found.node().isDirectory()) {
      return NtStatus.FILE_IS_A_DIRECTORY;
    }
    return opened(file, found, "");
  }

  private static int openStream(OpenFile file, Found found, String name) {
    int disposition = file.request().disposition();
    boolean exists = found.node().stream(name) != null;
    if (exists && disposition == OpenRequest.FILE_CREATE) {
      return NtStatus.OBJECT_NAME_COLLISION;
    }
    boolean needsIt =
        disposition == OpenRequest.FILE_OPEN || disposition == OpenRequest.FILE_OVERWRITE;
    if (!exists && needsIt) {
      return NtStatus.OBJECT_NAME_NOT_FOUND;
    }
    if (!exists) {
      found.node().addStream(name);
    }
    return opened(file, found, found.node().stream(name));
  }

  private static int make(OpenFile file, Node parent, FilePath path) {
    Link link = file.disk().make(parent, path.last(), file.request().wantsDirectory());
    if (!path.stream().isEmpty()) {
      link.node().addStream(path.stream());
    }
    return opened(
        file, new Found(NtStatus.SUCCESS, parent, link, link.node(), null), path.stream());
  }

  private static int opened(OpenFile file, Found found, String stream) {
    file.opened(found.node(), found.link(), stream);
    if (file.request().deletesOnClose()) {
      file.setDeleteOnClose();
    }
    return NtStatus.SUCCESS;
  }
}
