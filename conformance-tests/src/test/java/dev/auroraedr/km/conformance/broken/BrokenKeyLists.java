package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.conformance.broken.LooseKeys.Way;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.PolicyBuilder;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import java.util.function.UnaryOperator;

/** Drivers that take the wrong keys for those of a list. */
final class BrokenKeyLists {
  private BrokenKeyLists() {}

  static List<BrokenTarget> all() {
    return List.of(
        keys("key-prefixes", "An entry matches every key whose path begins so.", Way.PREFIX)
            .fails(Clauses.REG_5, "a longer name must not be reported"),
        keys("exact-keys", "An entry matches its own key alone.", Way.EXACT)
            .fails(Clauses.REG_5, "a value below must be reported"),
        keys("names-as-written", "Keys are compared as they are written.", Way.CASE_COUNTS)
            .fails(Clauses.FIL_2, "a umlaut in lower case"),
        keys("ascii-folding", "Only ASCII letters fold.", Way.ASCII)
            .fails(Clauses.FIL_2, "a umlaut in lower case"),
        keys("code-points-fold", "Letters outside the basic plane fold.", Way.CODE_POINTS)
            .fails(Clauses.FIL_2, "a capital outside the basic plane"),
        keys("runtime-folds-keys", "Units fold as in the runtime's table.", Way.RUNTIME)
            .fails(Clauses.FIL_2, "long s is no s", "dotless i is no i"),
        keys("star-spans", "A star stands for any number of components.", Way.STAR_SPANS)
            .fails(Clauses.REG_7, "a star for two components"),
        keys("star-within", "A star within a component is a pattern.", Way.STAR_WITHIN)
            .fails(Clauses.REG_7, "a star within a component, as a pattern"),
        keys("star-only", "Where a star stands, names beside it count no more.", Way.STAR_WINS)
            .fails(Clauses.REG_7, "a name beside a star"),
        keys("name-only", "Where a name fits, the star beside it counts no more.", Way.NAME_WINS)
            .fails(Clauses.REG_7, "a star beside a name"),
        keys("any-digits", "A control set may have any digits.", Way.ANY_DIGITS)
            .fails(Clauses.REG_7, "two digits", "four digits"),
        keys("control-set-one", "CurrentControlSet stands for set 001 alone.", Way.FIRST_SET)
            .fails(Clauses.REG_7, "a service of set 999"),
        keys("sets-everywhere", "CurrentControlSet stands for sets anywhere.", Way.SETS_ANYWHERE)
            .fails(Clauses.REG_7, "CurrentControlSet elsewhere stands for no set"),
        keys("no-control-sets", "CurrentControlSet is a name as any other.", Way.NO_SETS)
            .fails(Clauses.REG_5, "must be reported"),
        keys("empty-entry-components", "Empty components of an entry count.", Way.EMPTY_COUNTS)
            .fails(Clauses.REG_7, "an entry with empty components and the link"),
        defaults("no-wow64-twins", "The default list has no WOW6432Node.", BrokenKeyLists::native64)
            .fails(Clauses.REG_5, "must be reported"),
        defaults(
                "users-software-forgotten",
                "The default list has no keys of users.",
                keys -> without(keys, "\\USER\\"))
            .fails(Clauses.REG_5, "must be reported"),
        defaults(
                "netsh-forgotten", "The default list has no Netsh.", keys -> without(keys, "Netsh"))
            .fails(Clauses.REG_5, "must be reported"),
        defaults(
                "whole-current-version",
                "The default list has all of CurrentVersion.",
                keys ->
                    with(keys, "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion"))
            .fails(Clauses.REG_5, "a longer name must not be reported"));
  }

  private static List<String> native64(List<String> keys) {
    return without(keys, "WOW6432Node");
  }

  private static List<String> without(List<String> keys, String word) {
    return keys.stream().filter(key -> !key.contains(word)).toList();
  }

  private static List<String> with(List<String> keys, String key) {
    return java.util.stream.Stream.concat(keys.stream(), java.util.stream.Stream.of(key)).toList();
  }

  private static BrokenTarget keys(String name, String defect, Way way) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public KeyMatch keyMatch(List<String> entries) {
            return new LooseKeys(way, entries);
          }
        };
    return driver(name, defect, parts);
  }

  private static BrokenTarget defaults(
      String name, String defect, UnaryOperator<List<String>> change) {
    DriverParts parts =
        new DriverParts() {
          @Override
          public PolicyBuilder policyBuilder(PolicyParser parser) {
            return new OtherDefaults(parser, change);
          }
        };
    return driver(name, defect, parts);
  }

  private static final class OtherDefaults extends PolicyBuilder {
    private final UnaryOperator<List<String>> change;

    OtherDefaults(PolicyParser parser, UnaryOperator<List<String>> change) {
      super(parser);
      this.change = change;
    }

    @Override
    protected List<String> monitored(List<String> keys) {
      boolean defaults = keys.equals(PolicyDefaults.load().monitoredKeys());
      return super.monitored(defaults ? change.apply(keys) : keys);
    }
  }
}
