package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterManager;
import java.util.function.IntSupplier;

/**
 * One operation between its way down through the filters and its way up. Used by one thread at a
 * time.
 */
final class Operation {
  private final FilterManager manager;
  private final CallbackData data;
  private final IntSupplier fileSystem;
  private boolean reachedFileSystem;

  Operation(FilterManager manager, CallbackData data, IntSupplier fileSystem) {
    this.manager = manager;
    this.data = data;
    this.fileSystem = fileSystem;
  }

  /** The way down. */
  Operation begin() {
    reachedFileSystem = manager.descend(data);
    return this;
  }

  /** The file system does it, then the way up; false if fast I/O was disallowed. */
  boolean end() {
    if (reachedFileSystem) {
      data.setStatus(fileSystem.getAsInt());
    }
    return manager.ascend(data);
  }

  int status() {
    return data.status();
  }

  boolean reachedFileSystem() {
    return reachedFileSystem;
  }
}
