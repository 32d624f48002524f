package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.HealthParts.ForFilter;
import dev.auroraedr.km.conformance.broken.HealthParts.ForObject;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.FileCallbacks;
import dev.auroraedr.km.emulator.driver.MinifilterInstances;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Drivers that a review of load, altitudes and unload thought up. */
final class ReviewedLoads {
  private ReviewedLoads() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "object-altitude-with-a-fraction",
                "The object callback stands half a step above the filter's altitude.",
                HealthParts.object(HalfAbove::new))
            .fails(Clauses.ALT_4, "another object callback at"),
        driver(
                "no-dax",
                "The filter does not say that it supports volumes with DAX.",
                HealthParts.minifilter(made -> new Flagged(made, 0)))
            .fails(Clauses.FST_5, "volume mounted, DAX"),
        driver(
                "attaches-to-pipes",
                "The filter attaches to named pipes and mailslots too.",
                new WithPipes())
            .fails(Clauses.FST_5, "instance_count"),
        driver(
                "system-volume-alone",
                "Load looks at the system volume's instance alone.",
                HealthParts.minifilter(SystemVolumeAlone::new))
            .fails(
                Clauses.ALT_2,
                "altitude after a collision on one volume",
                "loading the driver",
                "failing must give"),
        driver(
                "altitude-written-late",
                "The candidate is written after the attempt.",
                new WrittenLate())
            .fails(Clauses.ALT_6, "Altitude at each registration"));
  }

  private static final class HalfAbove extends ObjectRegistration {
    HalfAbove(ForObject made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }

    @Override
    protected String text(int candidate) {
      return candidate + ".5";
    }
  }

  private static final class Flagged extends MinifilterRegistration {
    private final int flags;

    Flagged(ForFilter made, int flags) {
      super(
          made.kernel().callbacks().flt(),
          made.callbacks(),
          made.search(),
          made.canary(),
          made.instances());
      this.flags = flags;
    }

    @Override
    protected int flags() {
      return flags;
    }
  }

  private static final class WithPipes implements DriverParts {
    @Override
    public MinifilterRegistration minifilterRegistration(Kernel kernel, FileCallbacks callbacks) {
      ForFilter made =
          new ForFilter(
              kernel,
              callbacks,
              altitudeSearch(),
              minifilterCanary(kernel),
              minifilterInstances(kernel));
      return new Flagged(
          made, FilterRegistration.SUPPORT_DAX_VOLUME | FilterRegistration.SUPPORT_NPFS_MSFS);
    }

    @Override
    public MinifilterInstances minifilterInstances(Kernel kernel) {
      return new MinifilterInstances(kernel.callbacks().flt()) {
        @Override
        protected boolean isWanted(Volume volume) {
          return true;
        }
      };
    }
  }

  private static final class SystemVolumeAlone extends MinifilterRegistration {
    private final FilterManager manager;

    SystemVolumeAlone(ForFilter made) {
      super(
          made.kernel().callbacks().flt(),
          made.callbacks(),
          made.search(),
          made.canary(),
          made.instances());
      manager = made.kernel().callbacks().flt();
    }

    @Override
    protected int attachMissing() {
      Filter filter = manager.filters().get(manager.filters().size() - 1);
      boolean stands = manager.instanceOn(filter, manager.systemVolume());
      return stands ? NtStatus.SUCCESS : super.attachMissing();
    }
  }

  private static final class WrittenLate implements DriverParts {
    @Override
    public AltitudeSearch altitudeSearch() {
      return new AltitudeSearch() {
        private int last = FIRST;

        @Override
        public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
          Outcome outcome =
              super.from(
                  first,
                  altitude -> {
                    int status = before.applyAsInt(last);
                    last = altitude;
                    return status;
                  },
                  attempt);
          before.applyAsInt(outcome.altitude());
          return outcome;
        }
      };
    }
  }
}
