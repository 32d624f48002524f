package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.conformance.broken.HealthParts.ForFilter;
import dev.auroraedr.km.conformance.broken.HealthParts.ForObject;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.InstanceKey;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.BiFunction;

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
            .fails(Clauses.FST_5, "volume mounted, DAX"));
  }

  static DriverParts key(BiFunction<ZwRegistry, String, InstanceKey> part) {
    return new DriverParts() {
      @Override
      public InstanceKey instanceKey(Kernel kernel, String servicePath) {
        return part.apply(kernel.callbacks().registry().zw(), servicePath);
      }
    };
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
}
