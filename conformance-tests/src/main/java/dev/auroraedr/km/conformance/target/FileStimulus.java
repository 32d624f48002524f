package dev.auroraedr.km.conformance.target;

/**
 * Files and volumes are used. Paths are whole NT paths, such as {@code
 * \Device\HarddiskVolume3\Windows\System32\a.exe}; a remote file's begins with {@code \Device\Mup}.
 */
public sealed interface FileStimulus extends Stimulus
    permits FileChange,
        FileStimulus.CloseFile,
        FileStimulus.CreateFile,
        FileStimulus.FinishHeld,
        FileStimulus.Hold,
        FileStimulus.MakeDirectory,
        FileStimulus.OpenFile,
        FileStimulus.WriteFile,
        VolumeStimulus {
  /**
   * Opens or creates a file through the file system stack and closes it unless told to keep it. The
   * file springs into being before that, whatever the disposition says.
   *
   * @param path full NT path
   * @param desiredAccess access mask
   * @param options NtCreateFile's CreateOptions | disposition &lt;&lt; 24
   * @param keepOpen true: the result's id names the open file for the stimuli below
   */
  record CreateFile(String path, int desiredAccess, int options, boolean keepOpen)
      implements FileStimulus {
    /** An open for reading that is closed at once. */
    public static CreateFile open(String path) {
      return new CreateFile(path, 0x00120089, 0x01000060, false);
    }

    /** An open for writing that stays open. */
    public static CreateFile keep(String path) {
      return new CreateFile(path, 0x0012019F, 0x05000060, true);
    }
  }

  /**
   * NtCreateFile as it stands, on what exists: a missing file is missing.
   *
   * @param path full NT path; with a related file the name below it, which may be empty
   * @param related file kept open that the path is relative to; 0 for none
   * @param fileId opens by id on the volume of {@code related}; 0 for an open by name
   * @param desiredAccess access mask
   * @param options NtCreateFile's CreateOptions | disposition &lt;&lt; 24
   * @param operationFlags SL_ flags that the I/O manager sets
   * @param opener in whose name
   * @param keepOpen true: the result's id names the open file
   */
  record OpenFile(
      String path,
      long related,
      long fileId,
      int desiredAccess,
      int options,
      int operationFlags,
      Opener opener,
      boolean keepOpen)
      implements FileStimulus {
    /** An open of a whole path that stays open. */
    public static OpenFile keep(String path, int desiredAccess, int options) {
      return new OpenFile(path, 0, 0, desiredAccess, options, 0, Opener.PROGRAM, true);
    }

    /** An open of a whole path that is closed at once. */
    public static OpenFile once(String path, int desiredAccess, int options) {
      return keep(path, desiredAccess, options).closed();
    }

    /** The same, closed at once. */
    public OpenFile closed() {
      return new OpenFile(
          path, related, fileId, desiredAccess, options, operationFlags, opener, false);
    }

    /** The same relative to an open file. */
    public OpenFile relativeTo(long file) {
      return new OpenFile(
          path, file, fileId, desiredAccess, options, operationFlags, opener, keepOpen);
    }

    /** The same by file id, on the volume of an open file. */
    public OpenFile byId(long onVolumeOf, long id) {
      return new OpenFile(
          "", onVolumeOf, id, desiredAccess, options, operationFlags, opener, keepOpen);
    }

    /** The same with SL_ flags. */
    public OpenFile withFlags(int flags) {
      return new OpenFile(path, related, fileId, desiredAccess, options, flags, opener, keepOpen);
    }

    /** The same in another name. */
    public OpenFile by(Opener other) {
      return new OpenFile(
          path, related, fileId, desiredAccess, options, operationFlags, other, keepOpen);
    }
  }

  /** In whose name a file is opened. */
  enum Opener {
    /** An ordinary program. */
    PROGRAM,
    /** A program that may not traverse directories. */
    WITHOUT_TRAVERSE,
    /** The ordinary program; but a filter above has pended it, and a system thread sends it on. */
    SENT_ON,
    /** A kernel component, in a thread of the system's process. */
    SYSTEM,
    /** Nobody: the request has no thread. */
    NOBODY
  }

  /** How a write reaches the file system. */
  enum Path {
    /** As an IRP. */
    IRP,
    /** As an IRP that bypasses the cache: IRP_NOCACHE. */
    UNCACHED,
    /** By fast I/O first; as an IRP if a filter disallows that. */
    FAST_IO,
    /** From the memory or cache manager: IRP_PAGING_IO | IRP_NOCACHE. */
    PAGING,
    /** The same while the filter manager's cache holds the file's name, as after other writes. */
    PAGING_NAMED,
    /** Into the cache's pages: IRP_MN_MDL. */
    MDL,
    /** The end of such a write: IRP_MN_COMPLETE_MDL. */
    MDL_COMPLETE
  }

  /** Writes to a file kept open. */
  record WriteFile(long file, long byteOffset, int length, Path by) implements FileStimulus {
    /** As an IRP. */
    public WriteFile(long file, long byteOffset, int length) {
      this(file, byteOffset, length, Path.IRP);
    }
  }

  /** Closes a file kept open: IRP_MJ_CLEANUP, then IRP_MJ_CLOSE. */
  record CloseFile(long file) implements FileStimulus {}

  /** Makes directories spring into being, without any operation that filters see. */
  record MakeDirectory(String path) implements FileStimulus {}

  /**
   * Begins an operation that the file system keeps once the filters have seen it go down. The
   * result's id is that of the held operation; its status is meaningless.
   *
   * @param operation an OpenFile, WriteFile or CloseFile
   */
  record Hold(FileStimulus operation) implements FileStimulus {}

  /**
   * The file system completes a held operation.
   *
   * @param held id of the held operation
   * @param elsewhere true: in another thread and at DISPATCH_LEVEL; not for creates
   */
  record FinishHeld(long held, boolean elsewhere) implements FileStimulus {}
}
