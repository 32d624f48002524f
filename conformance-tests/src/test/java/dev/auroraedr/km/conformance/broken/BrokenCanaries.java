package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.HealthParts.ForRegistry;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.Canary;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.MinifilterCanary;
import dev.auroraedr.km.emulator.driver.MinifilterInstances;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.emulator.driver.SystemVolume;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.InstanceCallbacks;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers whose canaries others see, or whose instances are wrong (HLT-8, FST-1, FST-5, PRC-3). */
final class BrokenCanaries {
  private BrokenCanaries() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "file-canary-passed-on",
                "The minifilter's canary goes on to the filters below and to the file system.",
                HealthParts.minifilterCanary(PassedOn::new))
            .fails(Clauses.HLT_2, "a minifilter below saw of queries")
            .fails(Clauses.HLT_8, "a minifilter below saw of queries"),
        driver(
                "registry-canary-passed-on",
                "The registry canary goes on to the callbacks below and to the registry.",
                HealthParts.registry(KeyPassedOn::new))
            .fails(Clauses.HLT_2, "a registry callback below saw of queries")
            .fails(Clauses.HLT_8, "a registry callback below saw of queries"),
        driver(
                "sent-is-seen",
                "A canary counts as seen once it is sent, whoever ends it.",
                HealthParts.canary(SentIsSeen::new))
            .fails(Clauses.HLT_1, "the report that discovers")
            .fails(Clauses.HLT_8, "the canary is ended above"),
        driver(
                "volume-resolved-at-load-only",
                "A system volume that load could not resolve stays unresolved.",
                new ResolvesOnce())
            .fails(Clauses.PRC_3, "access to a protected image, resolved"),
        driver(
                "detach-allowed",
                "An InstanceQueryTeardown routine lets an administrator detach the filter.",
                HealthParts.instances(Detachable::new))
            .fails(Clauses.FST_5, "a manual detach from"),
        driver(
                "built-in-disks-only",
                "The filter attaches to built-in disks alone.",
                HealthParts.instances(FixedOnly::new))
            .fails(Clauses.FST_5, "volume mounted"),
        driver(
                "enumerates-always",
                "Instances are enumerated though no volume was ever offered.",
                HealthParts.instances(Enumerating::new))
            .fails(Clauses.FST_1, "must not be called before a volume was offered"));
  }

  private static final class PassedOn extends MinifilterCanary {
    PassedOn(Kernel kernel, Canary canary) {
      super(kernel, canary);
    }

    @Override
    protected int answer(CallbackData data) {
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
  }

  private static final class KeyPassedOn extends RegistryRegistration {
    KeyPassedOn(ForRegistry made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }

    @Override
    protected int answerToCanary() {
      return NtStatus.SUCCESS;
    }
  }

  private static final class SentIsSeen extends Canary {
    @Override
    protected int verdict(int status) {
      return status == NtStatus.INSUFFICIENT_RESOURCES ? status : NtStatus.SUCCESS;
    }
  }

  private static final class ResolvesOnce implements DriverParts {
    @Override
    public SystemVolume systemVolume(Kernel kernel) {
      return new SystemVolume(kernel.callbacks().flt()) {
        private boolean tried;

        @Override
        public boolean resolve() {
          boolean first = !tried;
          tried = true;
          return first && super.resolve();
        }
      };
    }
  }

  private static final class Detachable extends MinifilterInstances {
    Detachable(FilterManager manager) {
      super(manager);
    }

    @Override
    public InstanceCallbacks callbacks() {
      return new InstanceCallbacks(super.callbacks().setup(), volume -> NtStatus.SUCCESS, null);
    }
  }

  private static final class FixedOnly extends MinifilterInstances {
    FixedOnly(FilterManager manager) {
      super(manager);
    }

    @Override
    protected boolean isWanted(Volume volume) {
      return volume.kind() == VolumeKind.FIXED;
    }
  }

  private static final class Enumerating extends MinifilterInstances {
    private final FilterManager manager;

    Enumerating(FilterManager manager) {
      super(manager);
      this.manager = manager;
    }

    @Override
    public InstanceCount count(Filter filter) {
      return manager.enumerateInstances(filter);
    }
  }
}
