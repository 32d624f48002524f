package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.Canary;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.FileCallbacks;
import dev.auroraedr.km.emulator.driver.HealthMonitor;
import dev.auroraedr.km.emulator.driver.Latches;
import dev.auroraedr.km.emulator.driver.MinifilterCanary;
import dev.auroraedr.km.emulator.driver.MinifilterInstances;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.MinifilterStatusQuery;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessRegistration;
import dev.auroraedr.km.emulator.driver.Registrations;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The driver's parts with one of those replaced that health, discovery and repair are made of. */
final class HealthParts {
  private HealthParts() {}

  /** What the monitor is made from. */
  record Watching(
      Kernel kernel, EventPublisher publisher, Latches latches, Registrations registrations) {}

  static DriverParts monitor(Function<Watching, HealthMonitor> part) {
    return new DriverParts() {
      @Override
      public HealthMonitor healthMonitor(
          Kernel kernel, EventPublisher publisher, Latches latches, Registrations registrations) {
        return part.apply(new Watching(kernel, publisher, latches, registrations));
      }
    };
  }

  static DriverParts latches(Function<SpinLock, Latches> part) {
    return new DriverParts() {
      @Override
      public Latches latches(SpinLock lock) {
        return part.apply(lock);
      }
    };
  }

  static DriverParts canary(Supplier<Canary> part) {
    return new DriverParts() {
      @Override
      public Canary canary() {
        return part.get();
      }
    };
  }

  static DriverParts process(BiFunction<Kernel, ProcessCallback, ProcessRegistration> part) {
    return new DriverParts() {
      @Override
      public ProcessRegistration processRegistration(Kernel kernel, ProcessCallback callback) {
        return part.apply(kernel, callback);
      }
    };
  }

  /** What the object registration is made from. */
  record ForObject(Kernel kernel, ObjectCallback callback, AltitudeSearch search, Canary canary) {}

  static DriverParts object(Function<ForObject, ObjectRegistration> part) {
    return new DriverParts() {
      @Override
      public ObjectRegistration objectRegistration(Kernel kernel, ObjectCallback callback) {
        return part.apply(new ForObject(kernel, callback, altitudeSearch(), canary()));
      }
    };
  }

  /** What the registry registration is made from. */
  record ForRegistry(
      Kernel kernel, RegistryCallback callback, AltitudeSearch search, Canary canary) {}

  static DriverParts registry(Function<ForRegistry, RegistryRegistration> part) {
    return new DriverParts() {
      @Override
      public RegistryRegistration registryRegistration(Kernel kernel, RegistryCallback callback) {
        return part.apply(new ForRegistry(kernel, callback, altitudeSearch(), canary()));
      }
    };
  }

  /** What the minifilter's registration is made from. */
  record ForFilter(
      Kernel kernel,
      FileCallbacks callbacks,
      AltitudeSearch search,
      MinifilterCanary canary,
      MinifilterInstances instances) {}

  static DriverParts minifilter(Function<ForFilter, MinifilterRegistration> part) {
    return new DriverParts() {
      @Override
      public MinifilterRegistration minifilterRegistration(Kernel kernel, FileCallbacks callbacks) {
        return part.apply(
            new ForFilter(
                kernel,
                callbacks,
                altitudeSearch(),
                minifilterCanary(kernel),
                minifilterInstances(kernel)));
      }
    };
  }

  static DriverParts minifilterCanary(BiFunction<Kernel, Canary, MinifilterCanary> part) {
    return new DriverParts() {
      @Override
      public MinifilterCanary minifilterCanary(Kernel kernel) {
        return part.apply(kernel, canary());
      }
    };
  }

  static DriverParts instances(Function<FilterManager, MinifilterInstances> part) {
    return new DriverParts() {
      @Override
      public MinifilterInstances minifilterInstances(Kernel kernel) {
        return part.apply(kernel.callbacks().flt());
      }
    };
  }

  static DriverParts status(BiFunction<Registrations, StreamTable, MinifilterStatusQuery> part) {
    return new DriverParts() {
      @Override
      public MinifilterStatusQuery minifilterStatusQuery(
          Registrations registrations, StreamTable streams) {
        return part.apply(registrations, streams);
      }
    };
  }
}
