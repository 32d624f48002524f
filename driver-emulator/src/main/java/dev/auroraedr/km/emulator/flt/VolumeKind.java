package dev.auroraedr.km.emulator.flt;

/** What a volume lies on: VolumeDeviceType and VolumeFilesystemType of its set-up callback. */
public enum VolumeKind {
  /** A built-in disk. */
  FIXED,
  /** A disk that can be taken out. */
  REMOVABLE,
  /** A network file system, such as {@code \Device\Mup}. */
  NETWORK,
  /** The named-pipe file system. */
  NAMED_PIPE,
  /** The mailslot file system. */
  MAILSLOT;

  /** Whether it is offered only to filters that registered with SUPPORT_NPFS_MSFS. */
  public boolean isPipeOrMailslot() {
    return this == NAMED_PIPE || this == MAILSLOT;
  }
}
