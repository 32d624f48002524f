package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/** A DEVICE_OBJECT. Thread-safe; counts and flags change under the name space's lock. */
public final class DeviceObject {
  /** DO_BUFFERED_IO: reads and writes go through a system buffer. */
  public static final int DO_BUFFERED_IO = 0x4;

  /** DO_EXCLUSIVE: one open at a time. */
  public static final int DO_EXCLUSIVE = 0x8;

  /** DO_DIRECT_IO. */
  public static final int DO_DIRECT_IO = 0x10;

  /** DO_DEVICE_INITIALIZING: opens fail until it is cleared. */
  public static final int DO_DEVICE_INITIALIZING = 0x80;

  /** FILE_DEVICE_SECURE_OPEN: the device's descriptor guards trailing names and relative opens. */
  public static final int FILE_DEVICE_SECURE_OPEN = 0x100;

  private final DriverObject driver;
  private final String name;
  private final int deviceType;
  private final int characteristics;
  private volatile int flags;
  private volatile Object extension;
  private volatile SecurityDescriptor security = SecurityDescriptor.deviceDefault();
  int openCount;
  boolean deletePending;

  DeviceObject(DriverObject driver, DeviceParameters parameters) {
    this.driver = driver;
    this.extension = parameters.extension();
    this.name = parameters.name();
    this.deviceType = parameters.deviceType();
    this.characteristics = parameters.characteristics();
    this.flags = DO_DEVICE_INITIALIZING | (parameters.exclusive() ? DO_EXCLUSIVE : 0);
  }

  /** Its name in the object manager; empty if it has none. */
  public String name() {
    return name;
  }

  /** FILE_DEVICE_xxx. */
  public int deviceType() {
    return deviceType;
  }

  /** Characteristics. */
  public int characteristics() {
    return characteristics;
  }

  /** DO_xxx flags. */
  public int flags() {
    return flags;
  }

  /** Sets the flags, as drivers do for DO_BUFFERED_IO and DO_DEVICE_INITIALIZING. */
  public void setFlags(int newFlags) {
    flags = newFlags;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  boolean securesOpens() {
    return (characteristics & FILE_DEVICE_SECURE_OPEN) != 0;
  }

  /** The driver's own data. */
  public Object extension() {
    return extension;
  }

  /** Sets the driver's own data. */
  public void setExtension(Object newExtension) {
    extension = newExtension;
  }

  /** The driver that made it. */
  public DriverObject driver() {
    return driver;
  }

  /** Who may open it. */
  public SecurityDescriptor security() {
    return security;
  }

  void setSecurity(SecurityDescriptor descriptor) {
    security = descriptor;
  }

  @Override
  public String toString() {
    return "device " + (name.isEmpty() ? "without a name" : name);
  }
}
