package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.NameResult;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * A file object of a file system: before its create succeeds a request for a name, then an open
 * file. Guarded by its volume.
 */
public final class OpenFile extends FilterFile {
  private final DiskVolume disk;
  private final OpenRequest request;
  private String openedPath;
  private Node node;
  private Link link;
  private String stream = "";
  private int renamesSeen;
  private boolean deleteOnClose;

  OpenFile(DiskVolume disk, OpenRequest request, String openedPath) {
    super(disk.volume(), request.opensVolume() ? Kind.VOLUME : Kind.FILE);
    this.disk = disk;
    this.request = request;
    this.openedPath = openedPath;
  }

  DiskVolume disk() {
    return disk;
  }

  OpenRequest request() {
    return request;
  }

  /** Path as it was opened, short names and all; as renamed, if its name was changed since. */
  String openedPath() {
    boolean renamed = link != null && link.renames() != renamesSeen;
    return renamed ? disk.pathOf(link) + streamSuffix() : openedPath;
  }

  /** The file; null while it is not open, and for a volume. */
  Node node() {
    return node;
  }

  /** The name it was opened by; null for the root and for volumes. */
  Link link() {
    return link;
  }

  /** Directory from which its name leads: the volume's root, unless it is relative. */
  Node startNode() {
    OpenFile related = request.related();
    return related == null || related.node == null ? disk.root() : related.node;
  }

  boolean deleteOnClose() {
    return deleteOnClose;
  }

  void setDeleteOnClose() {
    deleteOnClose = true;
  }

  /** The create found its file. */
  void opened(Node opened, Link by, String ofStream) {
    node = opened;
    link = by;
    stream = ofStream;
    renamesSeen = by == null ? 0 : by.renames();
    opened.opened();
    // A stream of a directory is a file: FileStandardInformation's Directory is 0 ([MS-FSA]).
    if (opened.isDirectory() && ofStream.isEmpty()) {
      setKind(Kind.DIRECTORY);
    }
  }

  /** An open by id is known by a name from now on. */
  void openedAs(String path) {
    openedPath = path;
  }

  String streamSuffix() {
    return stream.isEmpty() ? "" : ':' + stream;
  }

  @Override
  public UnicodeString fileName() {
    if (request.isById()) {
      return idAsName();
    }
    String name = request.name();
    return UnicodeString.of(
        request.related() == null ? name.substring(volume().deviceName().length()) : name);
  }

  /** With FILE_OPEN_BY_FILE_ID the name holds the id's 8 bytes. */
  private UnicodeString idAsName() {
    long id = request.fileId();
    char[] units = new char[Long.BYTES / Character.BYTES];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) (id >>> Character.SIZE * i);
    }
    return UnicodeString.of(new String(units));
  }

  @Override
  protected NameResult nameIn(int options, CallbackData data) {
    synchronized (disk) {
      return new FileNaming(this).name(options);
    }
  }
}
