package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.QueryValueResult;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.PolicyBuilder;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyReader;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import java.util.function.Function;

/** Drivers that err with their policy in ways that a review thought up. */
final class ReviewedPolicies {
  private ReviewedPolicies() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "parameters-needed",
                "Without a Parameters key the load fails.",
                reader(ParametersNeeded::new))
            .fails(Clauses.POL_2, "load"),
        driver(
                "service-key-within-256",
                "The service key is the 257th entry of a full list, and ignored.",
                builder(Within256::new))
            .fails(Clauses.POL_3, "the service key stays monitored beside a full list"),
        driver(
                "service-key-never-blocked",
                "The service key can't be blocked.",
                builder(NeverBlocked::new))
            .fails(Clauses.POL_3, "the service key is blocked where the policy says so"),
        driver(
                "half-read-values",
                "A value that has outgrown its buffer counts as far as it was read.",
                reader(HalfRead::new))
            .fails(Clauses.POL_2, "one list must count"),
        driver(
                "defaults-without-memory",
                "A value for which memory is short counts as missing, and the defaults act.",
                reader(DefaultsWithoutMemory::new))
            .fails(Clauses.LOD_1, "starting a blocked image"),
        driver(
                "services-starts-all",
                "A blocked image may be started by services.exe.",
                Parts.processes(KernelStarts::new))
            .fails(Clauses.POL_1, "services.exe starts"));
  }

  private static DriverParts reader(Function<Kernel, PolicyReader> part) {
    return new DriverParts() {
      @Override
      public PolicyReader policyReader(Kernel kernel) {
        return part.apply(kernel);
      }
    };
  }

  private static DriverParts builder(Function<PolicyParser, PolicyBuilder> part) {
    return new DriverParts() {
      @Override
      public PolicyBuilder policyBuilder(PolicyParser parser) {
        return part.apply(parser);
      }
    };
  }

  private static final class HalfRead extends PolicyReader {
    HalfRead(Kernel kernel) {
      super(kernel, new PolicyParser(), new PolicyBuilder(new PolicyParser()));
    }

    @Override
    protected boolean isWhole(QueryValueResult result) {
      return result.status() == NtStatus.BUFFER_OVERFLOW || super.isWhole(result);
    }
  }

  private static final class DefaultsWithoutMemory extends PolicyReader {
    DefaultsWithoutMemory(Kernel kernel) {
      super(kernel, new PolicyParser(), new PolicyBuilder(new PolicyParser()));
    }

    @Override
    protected int withoutMemory() {
      return NtStatus.SUCCESS;
    }
  }

  private static final class ParametersNeeded extends PolicyReader {
    private final Kernel kernel;

    ParametersNeeded(Kernel kernel) {
      super(kernel, new PolicyParser(), new PolicyBuilder(new PolicyParser()));
      this.kernel = kernel;
    }

    @Override
    public int read() {
      String path = PolicyDefaults.load().serviceKey() + "\\Parameters";
      KeyHandle key = kernel.callbacks().registry().zw().openKey(UnicodeString.of(path), 1);
      if (key.status() != NtStatus.SUCCESS) {
        return key.status();
      }
      kernel.callbacks().registry().zw().close(key.handle());
      return super.read();
    }
  }

  private static final class Within256 extends PolicyBuilder {
    Within256(PolicyParser parser) {
      super(parser);
    }

    @Override
    protected List<String> monitored(List<String> keys) {
      List<String> all = super.monitored(keys);
      return all.subList(0, Math.min(256, all.size()));
    }
  }

  private static final class NeverBlocked extends PolicyBuilder {
    NeverBlocked(PolicyParser parser) {
      super(parser);
    }

    @Override
    protected List<String> deepEnough(List<String> keys) {
      return super.deepEnough(keys).stream()
          .filter(key -> !key.endsWith("edr-windows-km"))
          .toList();
    }
  }

  private static final class KernelStarts extends ProcessCallback {
    private final Kernel kernel;

    KernelStarts(Parts.Processed from) {
      super(from.kernel(), from.publisher(), from.blocked());
      this.kernel = from.kernel();
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      UnicodeString creator =
          kernel.callbacks().process().locateImageName(kernel.ps().currentThread().process());
      boolean isServices = creator != null && creator.toString().endsWith("services.exe");
      return !isServices && super.isRefused(image);
    }
  }
}
