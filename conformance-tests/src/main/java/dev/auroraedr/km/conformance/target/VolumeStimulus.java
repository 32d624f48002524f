package dev.auroraedr.km.conformance.target;

/** Volumes come and go. */
public sealed interface VolumeStimulus extends FileStimulus {
  /** What a volume lies on. */
  enum Kind {
    /** A built-in disk. */
    FIXED,
    /** A disk that can be taken out. */
    REMOVABLE,
    /** A network file system. */
    NETWORK
  }

  /**
   * Mounts a volume.
   *
   * @param device such as {@code \Device\HarddiskVolume9}
   * @param dax whether it is a direct-access volume
   */
  record MountVolume(String device, Kind kind, boolean dax) implements VolumeStimulus {}

  /** Asks to dismount a volume; it goes when the last file on it is closed. */
  record DismountVolume(String device) implements VolumeStimulus {}

  /**
   * A volume is pulled out: it goes at once, and with it every filter's instance. What the file
   * system holds of it ends later.
   */
  record RemoveVolume(String device) implements VolumeStimulus {}
}
