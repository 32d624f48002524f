package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.ke.KEvent;
import dev.auroraedr.km.emulator.ob.KObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A FILE_OBJECT: one open of a device, shared by all handles that stand for it. Thread-safe. */
public final class FileObject extends KObject {
  private final FileObjectOwner owner;
  private final DeviceObject device;
  private final String fileName;
  private final FileObject relatedFileObject;
  private final SynchronousLock synchronousLock;
  private final KEvent event = new KEvent();
  private final Object requests = new Object();
  private Irp newest;
  private int inFlight;
  private volatile Object fsContext;
  private volatile boolean cleanupComplete;
  private volatile CompletionBinding binding;
  private volatile int notificationModes;

  FileObject(FileObjectOwner owner, DeviceObject device, FileName name, boolean synchronous) {
    this.owner = owner;
    this.device = device;
    this.fileName = name.text();
    this.relatedFileObject = name.related();
    this.synchronousLock = synchronous ? new SynchronousLock() : null;
  }

  /**
   * What a file object was opened as.
   *
   * @param text rest of the path
   * @param related file object that the path is relative to, or null
   */
  record FileName(String text, FileObject related) {}

  /** FileName: the path behind the device's name, such as {@code \x}; empty if there is none. */
  public String fileName() {
    return fileName;
  }

  /** RelatedFileObject; null if the open was not relative. Valid during IRP_MJ_CREATE. */
  public FileObject relatedFileObject() {
    return relatedFileObject;
  }

  /** FsContext: the driver's own data. */
  public Object fsContext() {
    return fsContext;
  }

  /** Sets the driver's own data. */
  public void setFsContext(Object context) {
    fsContext = context;
  }

  /** FO_CLEANUP_COMPLETE: the last handle is closed and IRP_MJ_CLEANUP was sent. */
  public boolean cleanupComplete() {
    return cleanupComplete;
  }

  void setCleanupComplete() {
    cleanupComplete = true;
  }

  /** The device that was opened. */
  public DeviceObject device() {
    return device;
  }

  /** FO_SYNCHRONOUS_IO. */
  public boolean synchronous() {
    return synchronousLock != null;
  }

  /** Requests under way. */
  public int inFlight() {
    synchronized (requests) {
      return inFlight;
    }
  }

  SynchronousLock synchronousLock() {
    return synchronousLock;
  }

  KEvent event() {
    return event;
  }

  CompletionBinding binding() {
    return binding;
  }

  /** Binds to a completion port, once; false if it is bound already. */
  boolean bind(CompletionBinding newBinding) {
    synchronized (requests) {
      if (binding != null) {
        return false;
      }
      binding = newBinding;
      return true;
    }
  }

  int notificationModes() {
    return notificationModes;
  }

  void addNotificationModes(int modes) {
    synchronized (requests) {
      notificationModes |= modes;
    }
  }

  void link(Irp irp) {
    synchronized (requests) {
      irp.linked = true;
      irp.newerOfFile = null;
      irp.olderOfFile = newest;
      if (newest != null) {
        newest.newerOfFile = irp;
      }
      newest = irp;
      inFlight++;
    }
  }

  /** Takes an ended IRP from the list; returns whether somebody who cancels still looks at it. */
  boolean unlink(Irp irp) {
    synchronized (requests) {
      if (irp.newerOfFile == null) {
        newest = irp.olderOfFile;
      } else {
        irp.newerOfFile.olderOfFile = irp.olderOfFile;
      }
      if (irp.olderOfFile != null) {
        irp.olderOfFile.newerOfFile = irp.newerOfFile;
      }
      irp.olderOfFile = null;
      irp.newerOfFile = null;
      irp.linked = false;
      inFlight--;
      return irp.pinned;
    }
  }

  /** IRPs under way that match, newest first; none of them is used again for another request. */
  List<Irp> pin(Predicate<Irp> matches) {
    List<Irp> pinned = new ArrayList<>();
    synchronized (requests) {
      for (Irp irp = newest; irp != null; irp = irp.olderOfFile) {
        if (matches.test(irp)) {
          irp.pinned = true;
          pinned.add(irp);
        }
      }
    }
    return pinned;
  }

  @Override
  protected void lastHandleClosed() {
    owner.lastHandleClosed(this);
  }

  @Override
  protected void deleted() {
    owner.deleted(this);
  }

  @Override
  protected void overDereferenced() {
    owner.overDereferenced(this);
  }

  @Override
  public String toString() {
    return "file object of " + device + (fileName.isEmpty() ? "" : " named " + fileName);
  }
}
