package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverLoad;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.MinifilterStatusQuery;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessRegistration;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.driver.Registrations;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.FilterUnloadCallback;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;

/** Drivers that load or unload wrongly, or choose wrongly at load. */
final class BrokenLoads {
  private BrokenLoads() {}

  static List<BrokenTarget> all() {
    List<BrokenTarget> all = new ArrayList<>(loads());
    all.addAll(unloads());
    all.addAll(choices());
    return all;
  }

  private static List<BrokenTarget> loads() {
    return List.of(
        driver("load-status-replaced", "Any failing load tells one status.", new OneStatus())
            .fails(Clauses.LOD_1, "failing must give"),
        driver("load-leaves-its-link", "A failed load leaves the link.", without("link"))
            .fails(Clauses.LOD_1, "link")
            .fails(Clauses.UNL_3, "what a load undoes"),
        driver("load-leaves-its-device", "A failed load leaves the device.", without("device"))
            .fails(Clauses.LOD_1, "device")
            .fails(Clauses.UNL_3, "what a load undoes"),
        driver("load-leaks", "Each load keeps a block of pool.", new LeaksAtLoad())
            .fails(Clauses.UNL_2, "pool"),
        driver(
                "session-leaks-if-short",
                "A session whose second allocation fails keeps the first.",
                Parts.sessions(HalfSession::new))
            .fails(Clauses.LOD_2, "pool"),
        driver(
                "partial-is-no-load",
                "A missing process or object callback ends the load.",
                new AllOrNothing())
            .fails(Clauses.PAR_1, "loading the driver")
            .fails(Clauses.PAR_2, "loading the driver")
            .fails(Clauses.PAR_3, "loading the driver"),
        driver(
                "partial-untold",
                "The status tells full protection whatever is missing.",
                new PartialUntold())
            .fails(Clauses.PAR_1, "protection_mode")
            .fails(Clauses.PAR_2, "protection_mode")
            .fails(Clauses.PAR_3, "protection_mode"),
        driver(
                "objects-need-the-process-callback",
                "Without the process callback no handle is stripped.",
                new ObjectsNeedProcess())
            .fails(Clauses.PAR_4, "access granted to a protected process"));
  }

  private static List<BrokenTarget> unloads() {
    return List.of(
        driver("unload-unrefused", "fltmc unload is never refused.", unloading(true))
            .fails(Clauses.UNL_1, "fltmc unload with an open handle"),
        driver("unload-always-refused", "fltmc unload is always refused.", unloading(false))
            .fails(Clauses.UNL_1, "unload by FILTER"),
        driver(
                "unload-after-cleanup",
                "fltmc unload is refused from CREATE to CLEANUP only.",
                Parts.dispatch(CountsHandles::new))
            .fails(Clauses.UNL_1, "after IRP_MJ_CLEANUP, before IRP_MJ_CLOSE"),
        driver("unload-leaves-streams", "A mandatory unload leaves streams.", without("streams"))
            .fails(Clauses.UNL_1, "a pending receive"),
        driver("unload-serves-requests", "Requests are served in unload.", without("requests"))
            .fails(Clauses.UNL_1, "after a mandatory unload")
            .fails(Clauses.UNL_3, "no request may be served"),
        driver("unload-leaves-a-routine", "A process routine stays.", without("process"))
            .fails(Clauses.UNL_3, "process-notify routine", "the steps of unload")
            .fails(Clauses.UNL_2, "process-notify routine")
            .fails(Clauses.LOD_2, "process-notify routine"),
        driver("unload-leaves-the-filter", "The filter stays registered.", without("filter"))
            .fails(Clauses.UNL_3, "registered", "the steps of unload"),
        driver("unload-backwards", "Unload undoes the oldest step first.", new OldestFirst())
            .fails(Clauses.UNL_3, "the steps of unload"));
  }

  private static List<BrokenTarget> choices() {
    return List.of(
        driver(
                "ex-from-22000",
                "CmRegisterCallbackEx is used from 22000 on.",
                choosing(22000, true))
            .fails(Clauses.CMR_1, "calls that register"),
        driver("ex-never", "CmRegisterCallbackEx is never used.", choosing(1 << 30, true))
            .fails(Clauses.CMR_1, "calls that register")
            .fails(Clauses.CMR_2, "registry_api on build 26100"),
        driver("ex-unasked", "The export is not looked up.", choosing(26100, false))
            .fails(Clauses.CMR_1, "calls that register")
            .fails(Clauses.CMR_2, "registry_api without"),
        driver("second-try", "If one registry call fails the other is tried.", new SecondTry())
            .fails(Clauses.CMR_1, "calls that register"));
  }

  /** A load, or an unload, that forgets one step of the way back. */
  private static DriverParts without(String forgotten) {
    return new DriverParts() {
      @Override
      public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
        return new DriverLoad(this, kernel, driverObject) {
          @Override
          protected void undoWith(String step, Runnable reverse) {
            if (!step.equals(forgotten)) {
              super.undoWith(step, reverse);
            }
          }
        };
      }
    };
  }

  private static DriverParts unloading(boolean always) {
    return new DriverParts() {
      @Override
      public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
        return new DriverLoad(this, kernel, driverObject) {
          @Override
          protected int filterUnload(int flags) {
            return always || flags == FilterUnloadCallback.MANDATORY
                ? super.filterUnload(FilterUnloadCallback.MANDATORY)
                : NtStatus.FLT_DO_NOT_DETACH;
          }
        };
      }
    };
  }

  private static DriverParts choosing(int firstBuild, boolean lookUp) {
    return new DriverParts() {
      @Override
      public RegistryRegistration registryRegistration(Kernel kernel, RegistryCallback callback) {
        return new RegistryRegistration(kernel, callback, altitudeSearch(), canary()) {
          @Override
          protected boolean hasAltitudes() {
            return kernel.version().build() >= firstBuild
                && (!lookUp || kernel.version().hasRoutine("CmRegisterCallbackEx"));
          }
        };
      }
    };
  }

  private static final class OneStatus implements DriverImage {
    private final AuroraDriver driver = new AuroraDriver();

    @Override
    public String serviceName() {
      return driver.serviceName();
    }

    @Override
    public int driverEntry(Kernel kernel, DriverObject driverObject) {
      int status = driver.driverEntry(kernel, driverObject);
      return status == NtStatus.SUCCESS ? status : NtStatus.FLT_NOT_INITIALIZED;
    }
  }

  private static final class LeaksAtLoad implements DriverParts {
    @Override
    public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
      kernel.pool().allocateNonPaged(16, "AurX");
      return DriverParts.super.driverLoad(kernel, driverObject);
    }
  }

  private static final class HalfSession extends SessionTable {
    private final Pool pool;

    HalfSession(Pool pool, StreamCloser closer) {
      super(pool, closer);
      this.pool = pool;
    }

    @Override
    public Session begin() {
      PoolBlock first = pool.allocateNonPaged(32, "AurX");
      if (first == null) {
        return null;
      }
      Session session = super.begin();
      if (session != null) {
        pool.free(first, "AurX");
      }
      return session;
    }
  }

  private static final class AllOrNothing implements DriverParts {
    @Override
    public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
      return new DriverLoad(this, kernel, driverObject) {
        @Override
        protected int registerOptional(Registrations registrations) {
          super.registerOptional(registrations);
          boolean both =
              registrations.process().health() == CallbackHealth.REGISTERED
                  && registrations.object().health() == CallbackHealth.REGISTERED;
          return both ? NtStatus.SUCCESS : NtStatus.ACCESS_DENIED;
        }
      };
    }
  }

  private static final class PartialUntold implements DriverParts {
    @Override
    public MinifilterStatusQuery minifilterStatusQuery(
        Registrations registrations, StreamTable streams) {
      return new MinifilterStatusQuery(registrations, streams) {
        @Override
        public int answer(Irp irp) {
          int status = super.answer(irp);
          if (status == NtStatus.SUCCESS) {
            irp.systemBuffer().bytes()[MinifilterStatusLayout.PROTECTION_MODE_OFFSET] = 0;
          }
          return status;
        }
      };
    }
  }

  private static final class ObjectsNeedProcess implements DriverParts {
    private ProcessRegistration process;

    @Override
    public ProcessRegistration processRegistration(Kernel kernel, ProcessCallback callback) {
      process = DriverParts.super.processRegistration(kernel, callback);
      return process;
    }

    @Override
    public ObjectCallback objectCallback(
        Kernel kernel, EventPublisher publisher, ProcessTrust trust, int strippedAccess) {
      return new ObjectCallback(kernel, publisher, trust, strippedAccess) {
        @Override
        public void preOperation(PreOperationInformation information) {
          if (process.health() == CallbackHealth.REGISTERED) {
            super.preOperation(information);
          }
        }
      };
    }
  }

  /** Counts file objects as if CLEANUP were their end. */
  private static final class CountsHandles extends DeviceDispatch {
    CountsHandles(Parts.Dispatched made) {
      super(made.io(), made.sessions(), made.requests());
    }

    @Override
    public int cleanup(Irp irp) {
      files().closed();
      return super.cleanup(irp);
    }

    @Override
    public int close(Irp irp) {
      files().opened();
      return super.close(irp);
    }
  }

  private static final class OldestFirst implements DriverParts {
    @Override
    public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
      return new DriverLoad(this, kernel, driverObject) {
        private final List<Runnable> steps = new ArrayList<>();

        @Override
        protected void undoWith(String step, Runnable reverse) {
          steps.add(reverse);
        }

        @Override
        protected void undoAll() {
          steps.forEach(Runnable::run);
          steps.clear();
        }
      };
    }
  }

  private static final class SecondTry implements DriverParts {
    @Override
    public RegistryRegistration registryRegistration(Kernel kernel, RegistryCallback callback) {
      return new RegistryRegistration(kernel, callback, altitudeSearch(), canary()) {
        @Override
        public int register(int filterAltitude) {
          int status = super.register(filterAltitude);
          if (status != NtStatus.SUCCESS) {
            var registry = kernel.callbacks().registry();
            var second =
                hasAltitudes()
                    ? registry.registerCallback((type, information) -> NtStatus.SUCCESS)
                    : registry.registerCallbackEx(
                        (type, information) -> NtStatus.SUCCESS, Integer.toString(filterAltitude));
            if (second.status() == NtStatus.SUCCESS) {
              registry.unRegisterCallback(second.cookie());
            }
          }
          return status;
        }
      };
    }
  }
}
