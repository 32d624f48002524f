package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.io.MajorFunction;
import java.util.Arrays;

/**
 * A volume that file systems have mounted and filters can attach to. Two mounts are two volumes,
 * though they may have one name. Thread-safe; what passes it is guarded by its filter manager.
 */
public final class Volume {
  private final String deviceName;
  private final VolumeKind kind;
  private final boolean dax;
  private volatile FilterStack[] stacks = emptyStacks();

  /**
   * Makes a volume.
   *
   * @param deviceName such as {@code \Device\HarddiskVolume3}
   * @param kind what it lies on
   * @param dax whether files are mapped to its memory directly (DAX)
   */
  public Volume(String deviceName, VolumeKind kind, boolean dax) {
    this.deviceName = deviceName;
    this.kind = kind;
    this.dax = dax;
  }

  /** A volume on a built-in disk. */
  public Volume(String deviceName) {
    this(deviceName, VolumeKind.FIXED, false);
  }

  private static FilterStack[] emptyStacks() {
    FilterStack[] empty = new FilterStack[MajorFunction.COUNT];
    Arrays.fill(empty, FilterStack.EMPTY);
    return empty;
  }

  /** Its name in the object manager's namespace. */
  public String deviceName() {
    return deviceName;
  }

  /** What it lies on. */
  public VolumeKind kind() {
    return kind;
  }

  /** Whether it is a direct-access volume. */
  public boolean dax() {
    return dax;
  }

  FilterStack stack(int majorFunction) {
    return stacks[majorFunction];
  }

  void setStacks(FilterStack[] byFunction) {
    stacks = byFunction;
  }

  @Override
  public String toString() {
    return deviceName;
  }
}
