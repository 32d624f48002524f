package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessRegistration;
import dev.auroraedr.km.emulator.driver.ProcessToggle;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers whose two process-notify routines are registered, toggled or heard wrongly. */
final class BrokenToggle {
  private BrokenToggle() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "toggle-leaves-a-gap",
                "A query removes both process routines before it adds them again.",
                HealthParts.process((kernel, callback) -> toggling(kernel, callback, Gap::new)))
            .fails(Clauses.HLT_1, "types of the events of one process"),
        driver("no-twin", "Load registers one process routine.", HealthParts.process(Alone::new))
            .fails(Clauses.HLT_1, "one process, MAIN taken away"),
        driver(
                "both-routines-report",
                "Main and twin both handle each process event.",
                new BothReport())
            .fails(Clauses.HLT_1, "types of the events of one process")
            .fails(Clauses.HLT_6, "process_notify_count, created"),
        driver(
                "main-not-added-again",
                "A query removes main and does not add it again.",
                HealthParts.process((kernel, callback) -> toggling(kernel, callback, Removes::new)))
            .fails(Clauses.HLT_1, "health, toggle 1"),
        driver(
                "twin-goes-with-main",
                "The twin is toggled even while main can't be added again.",
                HealthParts.process(
                    (kernel, callback) -> toggling(kernel, callback, Reckless::new)))
            .fails(Clauses.HLT_1, "main is missing"),
        driver(
                "main-given-up",
                "Main that could not be added once is never tried again.",
                HealthParts.process((kernel, callback) -> toggling(kernel, callback, GivesUp::new)))
            .fails(Clauses.HLT_1, "main added again")
            .fails(Clauses.HLT_3, "repaired at last"),
        driver(
                "unload-removes-once",
                "Unload removes each process routine from one slot, though it may stand in two.",
                HealthParts.process(RemovesOnce::new))
            .fails(Clauses.HLT_1, "left its process-notify routine"),
        driver(
                "refused-not-counted",
                "A creation that another driver has refused is not counted.",
                new RefusedUncounted())
            .fails(Clauses.HLT_6, "process_notify_count with a refused creation"),
        driver(
                "toggles-count",
                "Each query counts as a process event.",
                HealthParts.process(TogglesCount::new))
            .fails(Clauses.HLT_2, "process_notify_count after queries")
            .fails(Clauses.HLT_6, "process_notify_count after queries"));
  }

  /** Makes a toggle of the two routines. */
  private interface Toggle {
    ProcessToggle of(
        ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin);
  }

  private static ProcessRegistration toggling(
      Kernel kernel, ProcessCallback callback, Toggle toggle) {
    return new ProcessRegistration(kernel, callback) {
      @Override
      protected ProcessToggle newToggle(
          ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
        return toggle.of(table, main, twin);
      }
    };
  }

  /** A toggle that knows its routines. */
  private abstract static class OwnToggle extends ProcessToggle {
    final CreateProcessNotifyRoutine main;
    final CreateProcessNotifyRoutine twin;

    OwnToggle(
        ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
      this.main = main;
      this.twin = twin;
    }
  }

  private static final class Gap extends OwnToggle {
    Gap(ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
    }

    @Override
    public Outcome run() {
      boolean found = remove(main) & remove(twin);
      return new Outcome(found, add(main) & add(twin));
    }
  }

  private static final class Removes extends OwnToggle {
    Removes(ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
    }

    @Override
    protected boolean add(CreateProcessNotifyRoutine routine) {
      return routine == main || super.add(routine);
    }
  }

  private static final class Reckless extends OwnToggle {
    Reckless(
        ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
    }

    @Override
    public Outcome run() {
      boolean found = remove(main);
      boolean stands = add(main);
      return new Outcome(found & remove(twin), stands & add(twin));
    }
  }

  private static final class GivesUp extends OwnToggle {
    private boolean gone;

    GivesUp(ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
    }

    @Override
    protected boolean add(CreateProcessNotifyRoutine routine) {
      gone |= !super.add(routine);
      return !gone;
    }
  }

  private static final class Alone extends ProcessRegistration {
    private boolean added;

    Alone(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
    }

    @Override
    protected int add(CreateProcessNotifyRoutine routine) {
      int status = added ? NtStatus.INVALID_PARAMETER : super.add(routine);
      added = true;
      return status;
    }
  }

  private static final class BothReport implements DriverParts {
    @Override
    public ProcessCallback processCallback(
        Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
      return new ProcessCallback(kernel, publisher, blocked) {
        @Override
        protected boolean isFirst(Process process, CreateNotifyInfo info) {
          return true;
        }
      };
    }
  }

  private static final class RefusedUncounted implements DriverParts {
    @Override
    public ProcessCallback processCallback(
        Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
      return new ProcessCallback(kernel, publisher, blocked) {
        private int refused;

        @Override
        protected void created(Process process, CreateNotifyInfo info) {
          refused += info.creationStatus() < 0 ? 1 : 0;
          super.created(process, info);
        }

        @Override
        public int count() {
          return super.count() - refused;
        }
      };
    }
  }

  private static final class RemovesOnce extends ProcessRegistration {
    RemovesOnce(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
    }

    @Override
    protected boolean mayRemain(int status) {
      return false;
    }
  }

  private static final class TogglesCount extends ProcessRegistration {
    private int toggles;

    TogglesCount(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
    }

    @Override
    public ProcessToggle.Outcome toggle() {
      toggles++;
      return super.toggle();
    }

    @Override
    public int count() {
      return super.count() + toggles;
    }
  }
}
