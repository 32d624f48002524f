package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.FileNames;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.NameResult;
import java.util.List;

/**
 * Finds the names of a file object. Before its create the normalised name is made of what stands on
 * disk along the path, the last component there or not; afterwards it is the file's own. Guarded by
 * the file's volume.
 *
 * <p>Source: FltGetFileNameInformation in the Windows driver documentation.
 */
final class FileNaming {
  private final OpenFile file;
  private final DiskVolume disk;
  private int junctions;

  FileNaming(OpenFile file) {
    this.file = file;
    this.disk = file.disk();
  }

  NameResult name(int options) {
    if (options == FilterManager.SHORT) {
      return shortName();
    }
    if (file.node() != null) {
      return options == FilterManager.OPENED
          ? asOpened(file.openedPath())
          : named(disk.pathOf(file.link()) + file.streamSuffix());
    }
    return file.request().isById() ? nameById() : nameBeforeOpen(options);
  }

  private NameResult shortName() {
    if (file.node() == null || file.link() == null || file.link().shortName() == null) {
      return failed(NtStatus.OBJECT_NAME_NOT_FOUND);
    }
    return named('\\' + file.link().shortName());
  }

  private NameResult nameById() {
    Node node = disk.byId(file.request().fileId());
    if (node == null) {
      return failed(NtStatus.INVALID_PARAMETER);
    }
    return file.request().traverse()
        ? named(disk.pathOf(anyLink(node)))
        : failed(NtStatus.ACCESS_DENIED);
  }

  private static Link anyLink(Node node) {
    return node.links().isEmpty() ? null : node.links().get(0);
  }

  private NameResult nameBeforeOpen(int options) {
    String path = file.openedPath();
    if (file.request().opensTargetDirectory()) {
      path = path.substring(0, Math.max(0, path.lastIndexOf('\\')));
    }
    return options == FilterManager.OPENED ? asOpened(path) : normalised(path);
  }

  /** Goes along the path as far as directories go, taking long names for short ones. */
  private NameResult normalised(String path) {
    FilePath parsed = FilePath.parse(path);
    if (parsed == null) {
      return failed(NtStatus.OBJECT_NAME_INVALID);
    }
    List<String> names = parsed.components();
    Node at = disk.root();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      if (at.junctionTarget() != null) {
        return throughJunction(at.junctionTarget(), parsed.tail(i));
      }
      Link link = at.child(names.get(i));
      if (link == null && i < names.size() - 1) {
        return failed(NtStatus.OBJECT_PATH_NOT_FOUND);
      }
      text.append('\\').append(longName(link, names.get(i)));
      at = link == null ? at : link.node();
    }
    return named(parsed.stream().isEmpty() ? text.toString() : text + ":" + parsed.stream());
  }

  /** The name as it was opened, but for a short one. */
  private static String longName(Link link, String asOpened) {
    boolean isShort =
        link != null
            && link.shortName() != null
            && Components.upcased(link.shortName()).equals(Components.upcased(asOpened));
    return isShort ? link.name() : asOpened;
  }

  /** Mount points along the path are resolved, unless they lead to another volume. */
  private NameResult throughJunction(String target, String tail) {
    String device = disk.volume().deviceName();
    if (!target.startsWith(device + '\\')) {
      return failed(NtStatus.NOT_SAME_DEVICE);
    }
    return ++junctions > HeldOpen.MAX_REPARSES
        ? failed(NtStatus.REPARSE_POINT_NOT_RESOLVED)
        : normalised(target.substring(device.length()) + tail);
  }

  private NameResult named(String path) {
    return asOpened(FileNames.withoutDefaultStream(path));
  }

  /** What names were opened by is left alone, a stream's type too. */
  private NameResult asOpened(String path) {
    return FileNames.result(disk.volume(), path.isEmpty() ? "\\" : path);
  }

  private static NameResult failed(int status) {
    return new NameResult(status, null);
  }
}
