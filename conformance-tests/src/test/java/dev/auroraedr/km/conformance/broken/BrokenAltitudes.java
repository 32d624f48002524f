package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.FileCallbacks;
import dev.auroraedr.km.emulator.driver.InstanceKey;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** Drivers that search altitudes wrongly or tell the registry something else. */
final class BrokenAltitudes {
  private BrokenAltitudes() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver("no-altitude-search", "A taken altitude ends the load.", searching(OneTry::new))
            .fails(Clauses.ALT_2, "loading the driver"),
        driver("searches-downwards", "385000 is followed by 384999.", searching(Downwards::new))
            .fails(Clauses.ALT_2, "altitude with 385000 taken"),
        driver("upper-half-only", "The search ends at 389999.", searching(UpperHalf::new))
            .fails(Clauses.ALT_2, "loading the driver")
            .fails(Clauses.ALT_3, "altitudes tried"),
        driver("starts-at-385001", "The filter begins at 385001.", searching(NextDoor::new))
            .fails(Clauses.ALT_1, "altitude"),
        driver(
                "every-failure-is-a-collision",
                "Any failing status moves the search on.",
                searching(AnyFailure::new))
            .fails(Clauses.ALT_2, "failing must give STATUS_ACCESS_DENIED")
            .fails(Clauses.ALT_5, "altitudes tried"),
        driver(
                "name-collision-unknown",
                "STATUS_OBJECT_NAME_COLLISION of an attach is taken for no collision.",
                searching(OneStatus::new))
            .fails(Clauses.ALT_2, "shown by ATTACH"),
        driver(
                "last-status-of-the-search",
                "With all altitudes taken the last attempt's status is returned.",
                searching(LastStatus::new))
            .fails(Clauses.ALT_3, "load with every attach colliding"),
        driver(
                "attach-not-looked-at",
                "Volumes without an instance after the start are not looked at.",
                filter(NoAttach::new))
            .fails(Clauses.ALT_2, "altitude with 385000 taken, shown by ATTACH"),
        driver(
                "not-unregistered-between-attempts",
                "After a collision at the start the filter stays registered.",
                filter(StaysRegistered::new))
            .fails(Clauses.ALT_2, "the filter's calls", "left"),
        driver(
                "object-search-from-385000",
                "The object callback's search begins at 385000 though the filter has moved.",
                new ObjectFrom385000())
            .fails(Clauses.ALT_5, "another OBJECT callback"),
        driver(
                "registry-search-from-385000",
                "The registry callback's search begins at 385000 though the filter has moved.",
                new RegistryFrom385000())
            .fails(Clauses.ALT_5, "another REGISTRY callback"),
        driver(
                "altitude-unwritten",
                "Candidates are not written to the service key.",
                key(Unwritten::new))
            .fails(Clauses.ALT_6, "Altitude"),
        driver(
                "altitude-not-reset",
                "Unload leaves the effective altitude in the service key.",
                key(NotReset::new))
            .fails(Clauses.ALT_6, "after unload"),
        driver(
                "altitude-not-restored",
                "A load that fails leaves its last candidate in the service key.",
                key(NotRestored::new))
            .fails(Clauses.ALT_6, "after the load that failed")
            .fails(Clauses.LOD_1, "the instance's Altitude after load"),
        driver(
                "altitude-write-ignored",
                "A write to the service key may fail.",
                key(WriteIgnored::new))
            .fails(Clauses.ALT_6, "load whose second write fails")
            .fails(Clauses.LOD_1, "must fail"),
        driver(
                "altitude-with-a-fraction",
                "Candidates are written with a fraction that the status doesn't tell.",
                key(WithFraction::new))
            .fails(Clauses.ALT_4, "taken")
            .fails(Clauses.ALT_6, "Altitude"),
        driver(
                "instances-only",
                "The altitude is written below Instances, whatever exists.",
                key(InstancesOnly::new))
            .fails(Clauses.ALT_6, "loading the driver", "where Parameters"));
  }

  private static DriverParts searching(Supplier<AltitudeSearch> search) {
    return new DriverParts() {
      @Override
      public AltitudeSearch altitudeSearch() {
        return search.get();
      }
    };
  }

  private static DriverParts filter(
      BiFunction<Kernel, FileCallbacks, MinifilterRegistration> part) {
    return new DriverParts() {
      @Override
      public MinifilterRegistration minifilterRegistration(Kernel kernel, FileCallbacks callbacks) {
        return part.apply(kernel, callbacks);
      }
    };
  }

  private static DriverParts key(BiFunction<ZwRegistry, String, InstanceKey> part) {
    return new DriverParts() {
      @Override
      public InstanceKey instanceKey(Kernel kernel, String servicePath) {
        return part.apply(kernel.callbacks().registry().zw(), servicePath);
      }
    };
  }

  private static final class OneTry extends AltitudeSearch {
    @Override
    public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
      int status = before.applyAsInt(first);
      return new Outcome(status == NtStatus.SUCCESS ? attempt.applyAsInt(first) : status, first);
    }
  }

  private static final class Downwards extends AltitudeSearch {
    @Override
    public int candidate(int first, int tried) {
      return LOWEST + Math.floorMod(first - LOWEST - tried, CANDIDATES);
    }
  }

  private static final class UpperHalf extends AltitudeSearch {
    @Override
    public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
      for (int altitude = first; altitude < LOWEST + CANDIDATES; altitude++) {
        int status = before.applyAsInt(altitude);
        status = status == NtStatus.SUCCESS ? attempt.applyAsInt(altitude) : status;
        if (!isCollision(status)) {
          return new Outcome(status, altitude);
        }
      }
      return new Outcome(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, LOWEST + CANDIDATES - 1);
    }
  }

  private static final class NextDoor extends AltitudeSearch {
    @Override
    public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
      return super.from(first == FIRST ? FIRST + 1 : first, before, attempt);
    }
  }

  private static final class AnyFailure extends AltitudeSearch {
    @Override
    public boolean isCollision(int status) {
      return status < 0;
    }
  }

  private static final class OneStatus extends AltitudeSearch {
    @Override
    public boolean isCollision(int status) {
      return status == NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION;
    }
  }

  private static final class LastStatus extends AltitudeSearch {
    @Override
    public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
      int[] last = new int[1];
      Outcome outcome =
          super.from(first, before, altitude -> last[0] = attempt.applyAsInt(altitude));
      return isCollision(outcome.status()) ? new Outcome(last[0], outcome.altitude()) : outcome;
    }
  }

  private static class NoAttach extends MinifilterRegistration {
    NoAttach(Kernel kernel, FileCallbacks callbacks) {
      super(
          kernel.callbacks().flt(),
          callbacks,
          new AltitudeSearch(),
          DriverParts.standard().minifilterCanary(kernel),
          DriverParts.standard().minifilterInstances(kernel));
    }

    @Override
    protected int attachMissing() {
      return NtStatus.SUCCESS;
    }
  }

  private static final class StaysRegistered extends MinifilterRegistration {
    StaysRegistered(Kernel kernel, FileCallbacks callbacks) {
      super(
          kernel.callbacks().flt(),
          callbacks,
          new AltitudeSearch(),
          DriverParts.standard().minifilterCanary(kernel),
          DriverParts.standard().minifilterInstances(kernel));
    }

    @Override
    protected int attempt(int candidate) {
      int status = registerAt(candidate);
      status = status == NtStatus.SUCCESS ? start() : status;
      return status == NtStatus.SUCCESS ? attachMissing() : status;
    }
  }

  private static final class ObjectFrom385000 implements DriverParts {
    @Override
    public ObjectRegistration objectRegistration(Kernel kernel, ObjectCallback callback) {
      return new ObjectRegistration(kernel, callback, altitudeSearch(), canary()) {
        @Override
        public int register(int filterAltitude) {
          return super.register(AltitudeSearch.FIRST);
        }
      };
    }
  }

  private static final class RegistryFrom385000 implements DriverParts {
    @Override
    public RegistryRegistration registryRegistration(Kernel kernel, RegistryCallback callback) {
      return new RegistryRegistration(kernel, callback, altitudeSearch(), canary()) {
        @Override
        public int register(int filterAltitude) {
          return super.register(AltitudeSearch.FIRST);
        }
      };
    }
  }

  private static final class Unwritten extends InstanceKey {
    Unwritten(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    public int write(int altitude) {
      return NtStatus.SUCCESS;
    }
  }

  private static final class NotReset extends InstanceKey {
    NotReset(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    public void reset() {
      // Forgotten.
    }
  }

  private static final class NotRestored extends InstanceKey {
    NotRestored(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    public void restore() {
      // Forgotten.
    }
  }

  private static final class WriteIgnored extends InstanceKey {
    WriteIgnored(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    public int write(int altitude) {
      super.write(altitude);
      return NtStatus.SUCCESS;
    }
  }

  private static final class WithFraction extends InstanceKey {
    WithFraction(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    protected String text(int altitude) {
      return altitude + ".5";
    }
  }

  private static final class InstancesOnly extends InstanceKey {
    InstancesOnly(ZwRegistry registry, String servicePath) {
      super(registry, servicePath);
    }

    @Override
    protected KeyHandle openInstances() {
      return openBelowService("\\Instances");
    }
  }
}
