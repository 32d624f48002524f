package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.emulator.fs.HeldOpen;
import dev.auroraedr.km.emulator.fs.HeldOperation;
import dev.auroraedr.km.emulator.fs.WriteRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Operations that wait in the file system. Thread-safe. */
final class HeldFiles {
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, HeldOperation> operations = new ConcurrentHashMap<>();
  private final Map<Long, Open> opens = new ConcurrentHashMap<>();

  /** A create that waits, and what was asked for. */
  record Open(FileStimulus.OpenFile asked, HeldOpen create) {}

  static WriteRequest request(FileStimulus.WriteFile write) {
    return switch (write.by()) {
      case IRP -> WriteRequest.irp(write.length(), write.byteOffset());
      case UNCACHED -> WriteRequest.uncached(write.length(), write.byteOffset());
      case FAST_IO -> WriteRequest.fast(write.length(), write.byteOffset());
      case PAGING -> WriteRequest.paging(write.length(), write.byteOffset());
      case PAGING_NAMED -> WriteRequest.paging(write.length(), write.byteOffset()).withCachedName();
      case MDL -> WriteRequest.mdl(write.length(), write.byteOffset());
      case MDL_COMPLETE -> WriteRequest.mdlComplete(write.length(), write.byteOffset());
    };
  }

  long open(FileStimulus.OpenFile asked, HeldOpen create) {
    long id = next.incrementAndGet();
    opens.put(id, new Open(asked, create));
    return id;
  }

  long keep(HeldOperation operation) {
    long id = next.incrementAndGet();
    operations.put(id, operation);
    return id;
  }

  Open takeOpen(long id) {
    return opens.remove(id);
  }

  int finish(FileStimulus.FinishHeld finish) {
    HeldOperation operation = operations.remove(finish.held());
    return finish.elsewhere() ? operation.finishElsewhere() : operation.finish();
  }
}
