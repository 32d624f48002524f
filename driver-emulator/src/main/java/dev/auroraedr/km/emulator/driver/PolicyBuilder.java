package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes a policy of what the registry's values say, or of the defaults. Immutable. */
public class PolicyBuilder {
  /** Names of the values that a policy is made of. */
  public static final List<String> VALUES =
      List.of(
          "ProtectedImages",
          "TrustedImages",
          "BlockedImages",
          "MonitoredKeys",
          "BlockedKeys",
          "ExtraStrippedAccess");

  private final PolicyParser parser;
  private final PolicyDefaults defaults = PolicyDefaults.load();

  /** Builds policies of values that {@code parser} reads. */
  public PolicyBuilder(PolicyParser parser) {
    this.parser = parser;
  }

  /**
   * The policy of these values.
   *
   * @param values by name; null for one that is missing or can't be read
   */
  public final Policy build(Function<String, PolicyValue> values) {
    List<String> protectedImages =
        parser.images(values.apply("ProtectedImages"), defaults.protectedImages());
    return new Policy(
        protectedImages,
        parser.images(values.apply("TrustedImages"), defaults.trustedImages()),
        blockable(
            parser.images(values.apply("BlockedImages"), defaults.blockedImages()),
            protectedImages),
        monitored(parser.keys(values.apply("MonitoredKeys"), defaults.monitoredKeys())),
        deepEnough(parser.keys(values.apply("BlockedKeys"), defaults.blockedKeys())),
        strippedAccess(
            parser.number(values.apply("ExtraStrippedAccess"), defaults.extraStrippedAccess())),
        defaults.monitoredExtensions(),
        defaults.sensitiveDirectories());
  }

  /** POL-1: the system's own programs and the protected ones are never refused. */
  protected List<String> blockable(List<String> images, List<String> protectedImages) {
    return images.stream()
        .filter(image -> !contains(defaults.trustedImages(), image))
        .filter(image -> !contains(protectedImages, image))
        .toList();
  }

  private static boolean contains(List<String> images, String image) {
    return images.stream().anyMatch(other -> UpcaseTable.equalsIgnoreCase(other, image));
  }

  /** POL-3: the driver's own key is monitored whatever the policy says. */
  protected List<String> monitored(List<String> keys) {
    return Stream.concat(keys.stream(), Stream.of(defaults.serviceKey())).toList();
  }

  /** POL-1: a key near the root can't be blocked, as the system would not work. */
  protected List<String> deepEnough(List<String> keys) {
    int least = defaults.limits().minBlockedKeyComponents();
    return keys.stream().filter(key -> Components.of(key).size() >= least).toList();
  }

  /** OBJ-6: two bits always, others where the policy names them. */
  protected int strippedAccess(int extra) {
    return defaults.strippedAccess().mask(extra);
  }
}
