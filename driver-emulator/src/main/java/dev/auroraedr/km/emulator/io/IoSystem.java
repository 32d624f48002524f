package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.ex.NonPagedPool;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import java.util.List;
import java.util.stream.Stream;

/** The I/O manager of one machine, seen from all its sides. */
public final class IoSystem {
  private final IoParts parts;
  private final IoManager manager;
  private final NtIo nt;
  private final KernelIo kernelIo;
  private final DriverLoader drivers;

  /** Puts the I/O manager of a machine together. */
  public IoSystem(Ke ke, NonPagedPool pool, ProcessManager ps, ObjectManager ob) {
    DeviceNamespace namespace = new DeviceNamespace(ke.verifier());
    FileLifecycle files = new FileLifecycle(ke, ps, namespace);
    RequestBuffers buffers = new RequestBuffers(pool);
    RequestEnd end = new RequestEnd(buffers);
    IrpEngine engine = new IrpEngine(ke, end);
    this.drivers = new DriverLoader(ke, namespace, engine);
    files.connect(engine, drivers);
    this.parts = new IoParts(ke, ps, ob, namespace, files, buffers, end, engine);
    this.manager = new IoManager(ke, namespace, engine);
    this.nt = new NtIo(parts);
    this.kernelIo = new KernelIo(parts);
  }

  /** As drivers call it. */
  public IoManager manager() {
    return manager;
  }

  /** As processes call it. */
  public NtIo nt() {
    return nt;
  }

  /** As other kernel components call it. */
  public KernelIo kernelIo() {
    return kernelIo;
  }

  /** Loads and unloads drivers. */
  public DriverLoader drivers() {
    return drivers;
  }

  /** File objects that exist and requests that are under way, one line each. */
  public List<String> openObjects() {
    return parts.files().openFiles().stream()
        .flatMap(
            file ->
                Stream.of(
                    file
                        + " with "
                        + file.handles()
                        + " handles, "
                        + file.references()
                        + " references and "
                        + file.inFlight()
                        + " requests"))
        .sorted()
        .toList();
  }

  /** Requests under way that belong to a file object. */
  public int requestsInFlight() {
    return parts.files().openFiles().stream().mapToInt(FileObject::inFlight).sum();
  }
}
