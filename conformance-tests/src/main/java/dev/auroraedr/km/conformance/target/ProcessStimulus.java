package dev.auroraedr.km.conformance.target;

/**
 * Processes start and end. A process that a stimulus starts does all that it does in one thread of
 * its own. An id of 0 where a process is asked for stands for an ordinary program, run by an
 * administrator, that is neither trusted nor protected.
 */
public sealed interface ProcessStimulus extends Stimulus {
  /**
   * Starts a process; the result's id is its process id, the status what its creator got.
   *
   * @param imagePath NT path of the image, such as {@code \Device\HarddiskVolume3\dir\x.exe}
   * @param commandLine null for none
   * @param how everything else
   */
  record StartProcess(String imagePath, String commandLine, Start how) implements ProcessStimulus {
    /** An ordinary start by the ordinary program. */
    public StartProcess(String imagePath, String commandLine) {
      this(imagePath, commandLine, Start.ORDINARY);
    }
  }

  /** Ends a process by its own thread, the last one. */
  record ExitProcess(long processId) implements ProcessStimulus {}

  /**
   * How a process is started.
   *
   * @param creator id of the process that starts it
   * @param parent id of the parent that the creator names; 0 for the creator itself
   * @param name how PS_CREATE_NOTIFY_INFO names the image
   * @param kind what the process is
   * @param inheritHandles whether the parent's inheritable handles are copied
   * @param keepHandle whether the creator keeps the handle to the process that it gets
   * @param endedId id of an ended process that the system gives out again; 0 for any
   */
  record Start(
      long creator,
      long parent,
      ImageName name,
      Kind kind,
      boolean inheritHandles,
      boolean keepHandle,
      long endedId) {
    /** By the ordinary program. */
    public static final Start ORDINARY =
        new Start(0, 0, ImageName.DRIVE_LETTER, Kind.NATIVE, false, false, 0);

    /** By that process. */
    public static Start by(long creator) {
      return new Start(creator, 0, ImageName.DRIVE_LETTER, Kind.NATIVE, false, false, 0);
    }

    /** The same with another parent than its creator. */
    public Start under(long newParent) {
      return new Start(creator, newParent, name, kind, inheritHandles, keepHandle, endedId);
    }

    /** The same with another form of ImageFileName. */
    public Start named(ImageName newName) {
      return new Start(creator, parent, newName, kind, inheritHandles, keepHandle, endedId);
    }

    /** The same of another kind. */
    public Start of(Kind newKind) {
      return new Start(creator, parent, name, newKind, inheritHandles, keepHandle, endedId);
    }

    /** The same, with the parent's inheritable handles. */
    public Start inheriting() {
      return new Start(creator, parent, name, kind, true, keepHandle, endedId);
    }

    /** The same, and the creator keeps its handle. */
    public Start keepingHandle() {
      return new Start(creator, parent, name, kind, inheritHandles, true, endedId);
    }

    /** The same under the id of a process that has ended. */
    public Start withEndedId(long id) {
      return new Start(creator, parent, name, kind, inheritHandles, keepHandle, id);
    }
  }

  /** What PS_CREATE_NOTIFY_INFO.ImageFileName says. */
  enum ImageName {
    /** {@code \??\C:\dir\x.exe}. */
    DRIVE_LETTER,
    /** The NT path. */
    DEVICE,
    /** {@code \??\C:\link.exe}: what the image was opened by where a link led to it. */
    LINK,
    /** The last component; FileOpenNameAvailable is 0. */
    PARTIAL,
    /** NULL; FileOpenNameAvailable is 0. */
    NONE
  }

  /** What a process is. */
  enum Kind {
    /** 64-bit. */
    NATIVE,
    /** 32-bit; needs WOW64. */
    WOW64,
    /** Minimal, such as a pico process: routines set with Ex are not told. */
    MINIMAL
  }
}
