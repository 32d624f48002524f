package dev.auroraedr.km.emulator.io;

/** Who is told of the milestones of file objects: the I/O manager. */
interface FileObjectOwner {
  /** The last handle was closed. */
  void lastHandleClosed(FileObject file);

  /** The last reference is gone. */
  void deleted(FileObject file);

  /** Somebody gave back a reference that he did not have. */
  void overDereferenced(FileObject file);
}
