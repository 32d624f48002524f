package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.Parts.Processed;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.InstanceKey;
import dev.auroraedr.km.emulator.driver.KeyPolicy;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessRegistration;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drivers that a review of registrations and of what they need thought up. */
final class ReviewedRegistrations {
  private ReviewedRegistrations() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "twin-stands-for-main",
                "The twin is registered although main was refused.",
                HealthParts.process(TwinAlone::new))
            .fails(Clauses.PAR_4, "process events while main was refused"),
        driver(
                "one-routine-twice",
                "Main is registered a second time in the place of a twin.",
                HealthParts.process(SameTwice::new))
            .fails(
                Clauses.HLT_1,
                "must stand",
                "the report that discovers",
                "first report after the load"),
        driver(
                "first-cookie-for-ever",
                "After a repair the registry callback still works with its first cookie.",
                new FirstCookie())
            .fails(Clauses.HLT_9, "REGISTRY"),
        driver(
                "instance-key-left-open",
                "Load leaves the handle of its default instance open.",
                new KeyLeftOpen())
            .fails(Clauses.LOD_2, "handle")
            .fails(Clauses.UNL_2, "handle"),
        driver(
                "full-table-loses",
                "Once 1,024 process events were handled the next ones are lost.",
                Parts.processes(FullTable::new))
            .fails(Clauses.HLT_1, "a process that ends after many others")
            .fails(Clauses.HLT_6, "a process that ends after many others"));
  }

  private static final class TwinAlone extends ProcessRegistration {
    private final ProcessCallback callback;
    private CreateProcessNotifyRoutine main;

    TwinAlone(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
      this.callback = callback;
    }

    @Override
    public int register() {
      int status = super.register();
      if (status != NtStatus.SUCCESS && callback.reserve() && super.add(main) != NtStatus.SUCCESS) {
        callback.release();
      }
      return status;
    }

    @Override
    protected int add(CreateProcessNotifyRoutine routine) {
      main = main == null ? routine : main;
      return super.add(routine);
    }
  }

  private static final class SameTwice extends ProcessRegistration {
    private CreateProcessNotifyRoutine main;

    SameTwice(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
    }

    @Override
    protected int add(CreateProcessNotifyRoutine routine) {
      main = main == null ? routine : main;
      return super.add(main);
    }
  }

  private static final class FirstCookie implements DriverParts {
    @Override
    public RegistryCallback registryCallback(
        Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
      return new RegistryCallback(kernel, publisher, policy) {
        private boolean known;

        @Override
        public void useCookie(long registered) {
          if (!known) {
            super.useCookie(registered);
          }
          known = true;
        }
      };
    }
  }

  private static final class KeyLeftOpen implements DriverParts {
    @Override
    public InstanceKey instanceKey(Kernel kernel, String servicePath) {
      return new InstanceKey(kernel.callbacks().registry().zw(), servicePath) {
        @Override
        public void close() {}
      };
    }
  }

  private static final class FullTable extends ProcessCallback {
    private static final int MOST = 1024;

    private final Set<String> seen = new HashSet<>();

    FullTable(Processed made) {
      super(made.kernel(), made.publisher(), made.blocked());
    }

    @Override
    protected synchronized boolean isFirst(Process process, CreateNotifyInfo info) {
      String event = process.processId() + " " + process.createTime() + " " + (info == null);
      return seen.size() < MOST && seen.add(event);
    }
  }
}
