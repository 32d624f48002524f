package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.FileObject;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Drivers that set up their device wrongly, or serve what it does not have. */
final class BrokenDevice {
  private static final int END_OF_FILE = 0xC0000011;

  private BrokenDevice() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver("link-stays", "Unload leaves the link behind.", new After(BrokenDevice::keepLink))
            .fails(Clauses.DEV_1, "left link"),
        driver(
                "one-handle",
                "Only one handle may be open at a time.",
                Parts.sessions(OneHandle::new))
            .fails(Clauses.DEV_3, "must give STATUS_SUCCESS"),
        driver(
                "names-below",
                "A create with a name below the device succeeds.",
                Parts.dispatch(NamesBelow::new))
            .fails(Clauses.DEV_4, "must give STATUS_OBJECT_NAME_NOT_FOUND"),
        driver(
                "relative-creates",
                "A create relative to another file succeeds.",
                Parts.dispatch(RelativeCreates::new))
            .fails(Clauses.DEV_4, "below a handle"),
        driver(
                "refused-create-leaks",
                "A refused create leaves its session's memory behind.",
                Parts.dispatch(LeakingCreate::new))
            .fails(Clauses.DEV_4, "pool blocks"),
        driver("reads", "IRP_MJ_READ gives end of file.", new After(BrokenDevice::read))
            .fails(Clauses.DEV_4, "IRP_MJ_READ must end with STATUS_INVALID_DEVICE_REQUEST"),
        driver(
                "fast-io",
                "The driver has a fast I/O table.",
                new After((kernel, driverObject) -> driverObject.setFastIoDispatch(new Object())))
            .fails(Clauses.DEV_4, "the driver must have no fast I/O table"),
        driver("link-before-dacl", "The link exists before the DACL is set.", new LinkFirst(false))
            .fails(Clauses.DEV_5, "the link must not exist before the DACL is set"),
        driver(
                "initializing-cleared",
                "DO_DEVICE_INITIALIZING is cleared before DriverEntry returns.",
                new LinkFirst(true))
            .fails(Clauses.DEV_5, "no open may succeed before DriverEntry returns"));
  }

  /** The product's DriverEntry, and then something more. */
  private record After(Step step) implements DriverImage {
    interface Step {
      void run(Kernel kernel, DriverObject driverObject);
    }

    @Override
    public String serviceName() {
      return new AuroraDriver().serviceName();
    }

    @Override
    public int driverEntry(Kernel kernel, DriverObject driverObject) {
      int status = new AuroraDriver().driverEntry(kernel, driverObject);
      if (status == NtStatus.SUCCESS) {
        step.run(kernel, driverObject);
      }
      return status;
    }
  }

  private static void keepLink(Kernel kernel, DriverObject driverObject) {
    var unload = driverObject.unload();
    driverObject.setUnload(
        unloaded -> {
          unload.unload(unloaded);
          kernel.io().createSymbolicLink(DeviceNames.LINK_NAME, DeviceNames.NT_NAME);
        });
  }

  private static void read(Kernel kernel, DriverObject driverObject) {
    driverObject.setMajorFunction(
        MajorFunction.READ,
        (device, irp) -> {
          irp.setIoStatus(END_OF_FILE, 0);
          kernel.io().completeRequest(irp);
          return END_OF_FILE;
        });
  }

  private static final class OneHandle extends SessionTable {
    private final AtomicInteger open = new AtomicInteger();

    OneHandle(Pool pool, StreamCloser closer) {
      super(pool, closer);
    }

    @Override
    public Session begin() {
      if (open.incrementAndGet() > 1) {
        open.decrementAndGet();
        return null;
      }
      return super.begin();
    }

    @Override
    public void free(Session session) {
      open.decrementAndGet();
      super.free(session);
    }
  }

  private static class Dispatch extends DeviceDispatch {
    Dispatch(Parts.Dispatched from) {
      super(from.io(), from.sessions(), from.requests());
    }
  }

  private static final class NamesBelow extends Dispatch {
    NamesBelow(Parts.Dispatched from) {
      super(from);
    }

    @Override
    protected boolean namesSomethingBelow(FileObject file) {
      return file.relatedFileObject() != null;
    }
  }

  private static final class RelativeCreates extends Dispatch {
    RelativeCreates(Parts.Dispatched from) {
      super(from);
    }

    @Override
    protected boolean namesSomethingBelow(FileObject file) {
      return file.relatedFileObject() == null && super.namesSomethingBelow(file);
    }
  }

  private static final class LeakingCreate extends Dispatch {
    private final SessionTable sessions;

    LeakingCreate(Parts.Dispatched from) {
      super(from);
      this.sessions = from.sessions();
    }

    @Override
    public int create(Irp irp) {
      if (namesSomethingBelow(irp.fileObject())) {
        sessions.begin();
      }
      return super.create(irp);
    }
  }
}
