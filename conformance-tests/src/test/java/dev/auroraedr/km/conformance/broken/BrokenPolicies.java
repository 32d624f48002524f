package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.conformance.broken.LooseParser.Way;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.PolicyBuilder;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyReader;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Drivers that read their policy wrongly, or trust the wrong ones. */
final class BrokenPolicies {
  private BrokenPolicies() {}

  static List<BrokenTarget> all() {
    List<BrokenTarget> all = new ArrayList<>(values());
    all.addAll(contents());
    all.addAll(trust());
    return all;
  }

  private static List<BrokenTarget> values() {
    return List.of(
        parser("257-entries", "A 257th entry counts.", Way.ONE_MORE)
            .fails(Clauses.POL_2, "257 entries: the last is ignored"),
        parser("255-entries", "A 256th entry is ignored.", Way.ONE_LESS)
            .fails(Clauses.POL_2, "(256 entries)"),
        parser("ignored-entries-free", "Ignored entries are not counted.", Way.IGNORED_FREE)
            .fails(Clauses.POL_2, "an ignored entry counts as an entry"),
        parser("1025-units", "An entry may have 1,025 units.", Way.LONGER)
            .fails(Clauses.POL_2, "an entry of 1,025 units is ignored alone"),
        parser("1023-units", "An entry may have 1,023 units.", Way.SHORTER)
            .fails(Clauses.POL_2, "(an entry of 1,024 units)"),
        parser("long-entry-spoils", "An entry that is too long spoils the list.", Way.LONG_SPOILS)
            .fails(Clauses.POL_2, "an entry of 1,025 units is ignored alone"),
        parser("terminators-needed", "A value without both terminators is refused.", Way.STRICT)
            .fails(Clauses.POL_2, "no terminator at all"),
        parser("odd-length-refused", "A value of an odd length counts as missing.", Way.ODD_MISSING)
            .fails(Clauses.POL_2, "an odd last byte behind the terminators"),
        parser("odd-byte-is-a-unit", "An odd last byte counts as a unit.", Way.ODD_UNIT)
            .fails(Clauses.POL_2, "an odd last byte behind an entry without terminator"),
        parser("reads-on", "An empty string ends no list.", Way.READS_ON)
            .fails(Clauses.POL_2, "the first empty string ends the list"),
        parser("empty-is-missing", "An empty list counts as missing.", Way.EMPTY_MISSING)
            .fails(Clauses.POL_2, "a value of no bytes"),
        parser("slashes-turned", "Slashes are turned into backslashes.", Way.SLASHES_TURNED)
            .fails(Clauses.POL_2, "an entry with slashes throughout is ignored"),
        parser("slashes-allowed", "An entry may have a slash.", Way.SLASHES)
            .fails(Clauses.POL_2, "an entry with a slash is ignored alone"),
        parser("short-names", "\\MACHINE\\ stands for \\REGISTRY\\MACHINE\\.", Way.SHORT_NAMES)
            .fails(Clauses.POL_2, "an entry outside \\REGISTRY\\ is ignored"),
        parser("any-string-type", "A REG_SZ counts as a list.", Way.STRINGS_TOO)
            .fails(Clauses.POL_2, "a REG_SZ counts as missing"),
        parser("low-byte-of-type", "Only the low 16 bits of a type count.", Way.SHORT_TYPE)
            .fails(Clauses.POL_2, "a type of 32 bits counts as missing"),
        parser("large-values", "A value may be of any size.", Way.LARGE)
            .fails(Clauses.POL_2, "a value of 1 MiB and a byte counts as missing"),
        parser("below-1-mebibyte", "A value of 1 MiB counts as missing.", Way.SMALL)
            .fails(Clauses.POL_2, "(a value of 1 MiB)"),
        parser("number-of-any-size", "A number is read from any value.", Way.ANY_NUMBER)
            .fails(Clauses.POL_2, "five bytes are the default"),
        parser("wrong-type-is-empty", "A list of the wrong type is empty.", Way.WRONG_IS_EMPTY)
            .fails(Clauses.POL_2, "a REG_BINARY counts as missing"));
  }

  private static List<BrokenTarget> contents() {
    return List.of(
        builder(
                "service-key-forgotten",
                "The service key is monitored by default only.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> monitored(List<String> keys) {
                        boolean defaults = keys.equals(PolicyDefaults.load().monitoredKeys());
                        return defaults ? super.monitored(keys) : keys;
                      }
                    })
            .fails(Clauses.POL_3, "the service key stays monitored"),
        builder(
                "service-key-blocked",
                "The service key is blocked too.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> deepEnough(List<String> keys) {
                        return List.of(PolicyDefaults.load().serviceKey());
                      }
                    })
            .fails(Clauses.POL_3, "setting a value of"),
        builder(
                "shallow-keys-blocked",
                "A blocked key may have three components.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> deepEnough(List<String> keys) {
                        return keys;
                      }
                    })
            .fails(Clauses.POL_1, "a blocked key of three components is ignored alone"),
        builder(
                "five-components",
                "A blocked key needs five components.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> deepEnough(List<String> keys) {
                        return keys.stream().filter(key -> key.split("\\\\+").length > 5).toList();
                      }
                    })
            .fails(Clauses.POL_1, "a blocked key of four components"),
        builder(
                "system-images-blocked",
                "Built-in trusted images can be blocked.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> blockable(List<String> images, List<String> own) {
                        return images.stream().filter(image -> !own.contains(image)).toList();
                      }
                    })
            .fails(Clauses.POL_1, "a built-in trusted image is never blocked"),
        builder(
                "protected-images-blocked",
                "Protected images can be blocked.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected List<String> blockable(List<String> images, List<String> own) {
                        return super.blockable(images, List.of());
                      }
                    })
            .fails(Clauses.POL_1, "a protected image is never blocked"),
        builder(
                "all-access-stripped",
                "Every bit of ExtraStrippedAccess is stripped.",
                parser ->
                    new PolicyBuilder(parser) {
                      @Override
                      protected int strippedAccess(int extra) {
                        return super.strippedAccess(extra) | extra;
                      }
                    })
            .fails(Clauses.POL_2, "others are ignored", "that can't be stripped alone"));
  }

  private static List<BrokenTarget> trust() {
    return List.of(
        trust("kernel-mode-distrusted", "Kernel-mode requests are judged by image.", NoMode::new)
            .fails(Clauses.POL_1, "previous mode KernelMode"),
        trust("system-distrusted", "Process 4 is judged by image.", NoSystem::new)
            .fails(Clauses.POL_1, "that process 4 receives"),
        trust("protected-distrusted", "A protected image is not trusted.", NoProtected::new)
            .fails(Clauses.POL_1, "edr-windows.exe to a blocked key"),
        driver(
                "policy-leaks",
                "The policy's memory is not freed.",
                new DriverParts() {
                  @Override
                  public PolicyReader policyReader(Kernel kernel) {
                    PolicyParser parser = policyParser();
                    return new PolicyReader(kernel, parser, policyBuilder(parser)) {
                      @Override
                      public void free() {
                        // It stays.
                      }
                    };
                  }
                })
            .fails(Clauses.POL_2, "broken rule or leak"));
  }

  private static BrokenTarget parser(String name, String defect, Way way) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public PolicyParser policyParser() {
            return new LooseParser(way);
          }
        };
    return driver(name, defect, parts);
  }

  private static BrokenTarget builder(
      String name, String defect, Function<PolicyParser, PolicyBuilder> part) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public PolicyBuilder policyBuilder(PolicyParser parser) {
            return part.apply(parser);
          }
        };
    return driver(name, defect, parts);
  }

  private interface TrustPart {
    ProcessTrust of(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages);
  }

  private static BrokenTarget trust(String name, String defect, TrustPart part) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public ProcessTrust processTrust(
              Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
            return part.of(kernel, protectedImages, trustedImages);
          }
        };
    return driver(name, defect, parts);
  }

  private static final class NoMode extends ProcessTrust {
    NoMode(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
      super(kernel, protectedImages, trustedImages);
    }

    @Override
    public boolean isTrusted(KThread requestor) {
      return isTrusted(requestor.process());
    }
  }

  private static final class NoSystem extends ProcessTrust {
    private final ImageMatch trustedImages;

    NoSystem(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
      super(kernel, protectedImages, trustedImages);
      this.trustedImages = trustedImages;
    }

    @Override
    public boolean isTrusted(Process process) {
      if (process.processId() != ProcessManager.SYSTEM_PROCESS_ID) {
        return super.isTrusted(process);
      }
      UnicodeString image = imageOf(process);
      giveBack(image);
      return trustedImages.matches(image);
    }
  }

  private static final class NoProtected extends ProcessTrust {
    NoProtected(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
      super(kernel, protectedImages, trustedImages);
    }

    @Override
    public boolean isTrusted(Process process) {
      return super.isTrusted(process) && !isProtected(process);
    }
  }
}
