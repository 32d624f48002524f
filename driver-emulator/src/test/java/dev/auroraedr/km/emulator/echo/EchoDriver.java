package dev.auroraedr.km.emulator.echo;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.io.DeviceObject;
import dev.auroraedr.km.emulator.io.DeviceParameters;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A driver of another shape than the Aurora one: it echoes, answers with any status asked for, and
 * keeps requests until another one feeds them. Records what the I/O manager told it.
 */
public final class EchoDriver implements DriverImage {
  /** Answers with its input. */
  public static final int ECHO = code(0x800, 0, 0);

  /** Waits for a FEED. */
  public static final int PEND = code(0x801, 0, 0);

  /** Gives its input to the oldest waiting request; answers STATUS_NOT_FOUND if there is none. */
  public static final int FEED = code(0x802, 0, 0);

  /** Input: status and Information to complete with; fills that much of the buffer with 0x5A. */
  public static final int ANSWER = code(0x803, 0, 0);

  /** As ANSWER, but pended and completed before the dispatch routine returns. */
  public static final int ANSWER_PENDED = code(0x804, 0, 0);

  /** As ECHO, for handles with FILE_WRITE_DATA. */
  public static final int ECHO_WRITE = code(0x805, 0, 2);

  /** Touches the system buffer whatever the method. */
  public static final int TOUCH = code(0x806, 0, 0);

  /** Path of the device. */
  public static final String DEVICE = "\\Device\\Echo";

  /** Path of the link. */
  public static final String LINK = "\\??\\Echo";

  /** What the I/O manager told the driver, in order. */
  public final List<String> log = new CopyOnWriteArrayList<>();

  /** Lengths and code that the last request reached the driver with. */
  public volatile Seen seen;

  private final DeviceParameters parameters;
  private IoManager io;
  private PendingQueue queue;
  private DeviceObject device;

  /** What reached the driver. */
  public record Seen(int code, long inputLength, long outputLength, byte[] buffer, int mode) {}

  /** With FILE_DEVICE_SECURE_OPEN and not exclusive. */
  public EchoDriver() {
    this(DeviceObject.FILE_DEVICE_SECURE_OPEN, false);
  }

  /** With other device parameters. */
  public EchoDriver(int characteristics, boolean exclusive) {
    this.parameters = new DeviceParameters(this, DEVICE, 0x22, characteristics, exclusive);
  }

  private static int code(int function, int method, int access) {
    return 0x22 << 16 | access << 14 | function << 2 | method;
  }

  @Override
  public String serviceName() {
    return "echo";
  }

  @Override
  public int driverEntry(Kernel kernel, DriverObject driver) {
    io = kernel.io();
    queue = new PendingQueue(io, kernel.ke().newSpinLock());
    var created = io.createDevice(driver, parameters);
    if (created.status() != NtStatus.SUCCESS) {
      return created.status();
    }
    device = created.device();
    int status = io.createSymbolicLink("\\DosDevices\\Echo", DEVICE);
    if (status != NtStatus.SUCCESS) {
      io.deleteDevice(device);
      return status;
    }
    driver.setMajorFunction(MajorFunction.CREATE, this::create);
    driver.setMajorFunction(MajorFunction.CLEANUP, this::cleanup);
    driver.setMajorFunction(MajorFunction.CLOSE, (d, irp) -> note(irp, "close"));
    driver.setMajorFunction(MajorFunction.DEVICE_CONTROL, this::control);
    driver.setUnload(this::unload);
    return NtStatus.SUCCESS;
  }

  /** The device that the driver made. */
  public DeviceObject device() {
    return device;
  }

  private void unload(DriverObject driver) {
    log.add("unload");
    io.deleteSymbolicLink("\\DosDevices\\Echo");
    io.deleteDevice(device);
  }

  private int note(Irp irp, String event) {
    log.add(event);
    return answer(irp, NtStatus.SUCCESS, 0);
  }

  private int create(DeviceObject target, Irp irp) {
    String name = irp.fileObject().fileName();
    boolean relative = irp.fileObject().relatedFileObject() != null;
    log.add("create" + (name.isEmpty() ? "" : " " + name) + (relative ? " relative" : ""));
    return answer(irp, name.equals("\\refused") ? NtStatus.OBJECT_NAME_NOT_FOUND : 0, 0);
  }

  private int cleanup(DeviceObject target, Irp irp) {
    for (Irp next = queue.dequeue(irp.fileObject());
        next != null;
        next = queue.dequeue(irp.fileObject())) {
      queue.complete(next, NtStatus.CANCELLED, 0);
    }
    return note(irp, "cleanup in process " + irp.thread().process().processId());
  }

  private int answer(Irp irp, int status, long information) {
    irp.setIoStatus(status, information);
    io.completeRequest(irp);
    return status;
  }

  private int control(DeviceObject target, Irp irp) {
    int code = irp.ioControlCode();
    if (code == TOUCH || (code & ~3) == TOUCH) {
      seen = new Seen(code, irp.inputLength(), irp.outputLength(), null, irp.requestorMode());
      return answer(irp, NtStatus.SUCCESS, irp.systemBuffer().bytes().length * 0L);
    }
    see(irp);
    if (code == ECHO || code == ECHO_WRITE) {
      return answer(irp, NtStatus.SUCCESS, Math.min(irp.inputLength(), irp.outputLength()));
    }
    if (code == PEND) {
      return queue.enqueue(irp);
    }
    if (code == FEED) {
      return feed(irp);
    }
    return code == ANSWER || code == ANSWER_PENDED
        ? asTold(irp, code)
        : answer(irp, NtStatus.INVALID_DEVICE_REQUEST, 0);
  }

  private void see(Irp irp) {
    boolean buffered = (irp.ioControlCode() & 3) == 0;
    byte[] copy =
        buffered && irp.systemBuffer() != null
            ? java.util.Arrays.copyOf(irp.systemBuffer().bytes(), irp.systemBuffer().size())
            : null;
    seen =
        new Seen(
            irp.ioControlCode(), irp.inputLength(), irp.outputLength(), copy, irp.requestorMode());
  }

  private int feed(Irp irp) {
    Irp waiting = queue.dequeue(null);
    if (waiting == null) {
      return answer(irp, NtStatus.NOT_FOUND, 0);
    }
    int length = (int) Math.min(irp.inputLength(), waiting.outputLength());
    if (length > 0) {
      System.arraycopy(irp.systemBuffer().bytes(), 0, waiting.systemBuffer().bytes(), 0, length);
    }
    queue.complete(waiting, NtStatus.SUCCESS, length);
    return answer(irp, NtStatus.SUCCESS, 0);
  }

  private int asTold(Irp irp, int code) {
    ByteBuffer input = ByteBuffer.wrap(irp.systemBuffer().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int status = input.getInt(0);
    int information = input.getInt(4);
    java.util.Arrays.fill(irp.systemBuffer().bytes(), 0, irp.systemBuffer().size(), (byte) 0x5A);
    if (code == ANSWER_PENDED) {
      irp.markPending();
      answer(irp, status, information);
      return NtStatus.PENDING;
    }
    return answer(irp, status, information);
  }
}
