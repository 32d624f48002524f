package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.RawRequest;
import dev.auroraedr.km.emulator.driver.RequestChecks;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Drivers that serve requests in the wrong way: when, to whom, and with which end. */
final class BrokenRequests {
  private BrokenRequests() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "refused-stop-stops",
                "A STOP without enough room stops the stream.",
                new StopsFirst())
            .fails(Clauses.IOC_4, "after refusals"),
        driver(
                "queries-behind-receives",
                "Queries are refused on a handle while a receive pends on it.",
                Parts.dispatch(BusyHandle::new))
            .fails(Clauses.IOC_8, "health beside 64 pending receives"),
        driver(
                "refused-after-pending",
                "A refused receive is marked pending first.",
                Parts.requests(PendsRefusals::new))
            .fails(Clauses.IOC_10, "a refused request"),
        driver(
                "user-mode-only",
                "Kernel-mode callers are refused.",
                Parts.dispatch(UserModeOnly::new))
            .fails(Clauses.IOC_11, "health for a kernel-mode caller"));
  }

  private static final class StopsFirst implements DriverParts {
    @Override
    public RequestChecks requestChecks() {
      return new RequestChecks() {
        @Override
        protected int checkOutputLength(RawRequest request) {
          boolean stop = request.code() == ControlCode.STOP_EVENT_STREAM;
          return stop ? NtStatus.SUCCESS : super.checkOutputLength(request);
        }
      };
    }

    @Override
    public StreamRequests streamRequests(DriverServices services) {
      return new StreamRequests(services) {
        @Override
        public int stop(Irp irp, Session session, Token token) {
          boolean tooSmall = irp.outputLength() > 0 && irp.outputLength() < 24;
          int status = super.stop(irp, session, token);
          return tooSmall ? NtStatus.BUFFER_TOO_SMALL : status;
        }
      };
    }
  }

  private static class Dispatch extends DeviceDispatch {
    private final Parts.Dispatched from;

    Dispatch(Parts.Dispatched from) {
      super(from.io(), from.sessions(), from.requests());
      this.from = from;
    }

    int refuse(Irp irp, int status) {
      irp.setIoStatus(status, 0);
      from.io().completeRequest(irp);
      return status;
    }
  }

  private static final class BusyHandle extends Dispatch {
    private final Set<Object> busy = ConcurrentHashMap.newKeySet();

    BusyHandle(Parts.Dispatched from) {
      super(from);
    }

    @Override
    public int deviceControl(Irp irp) {
      Object file = irp.fileObject();
      boolean query = irp.ioControlCode() == ControlCode.QUERY_CALLBACK_HEALTH;
      if (query && file != null && busy.contains(file)) {
        return refuse(irp, NtStatus.DEVICE_BUSY);
      }
      int status = super.deviceControl(irp);
      if (status == NtStatus.PENDING) {
        busy.add(file);
      }
      return status;
    }
  }

  private static final class UserModeOnly extends Dispatch {
    UserModeOnly(Parts.Dispatched from) {
      super(from);
    }

    @Override
    public int deviceControl(Irp irp) {
      return irp.requestorMode() == Irp.KERNEL_MODE
          ? refuse(irp, NtStatus.ACCESS_DENIED)
          : super.deviceControl(irp);
    }
  }

  private static final class PendsRefusals extends StreamRequests {
    private final DriverServices services;

    PendsRefusals(DriverServices services) {
      super(services);
      this.services = services;
    }

    @Override
    public int receive(Irp irp, Session session, Token token) {
      int status = super.receive(irp, session, token);
      if (status == NtStatus.SUCCESS || status == NtStatus.PENDING) {
        return status;
      }
      irp.markPending();
      irp.setIoStatus(status, 0);
      services.kernel().io().completeRequest(irp);
      return NtStatus.PENDING;
    }
  }
}
