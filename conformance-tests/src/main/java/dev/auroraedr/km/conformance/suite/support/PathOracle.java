package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which files are reported, as FIL-1 to FIL-3 say it: splits, copies and compares, and is slow.
 * Shares no code with any driver.
 */
public final class PathOracle {
  private static final Set<String> EXTENSIONS =
      PolicyDefaults.load().monitoredExtensions().stream()
          .map(Folding::upper)
          .collect(Collectors.toSet());
  private static final List<List<String>> DIRECTORIES =
      PolicyDefaults.load().sensitiveDirectories().stream().map(PathOracle::components).toList();

  private PathOracle() {}

  /** Whether an operation on a file is reported; {@code path} begins behind the volume's name. */
  public static boolean isReported(String path) {
    int last = path.lastIndexOf('\\') + 1;
    return hasMonitoredExtension(path.substring(last))
        && hasMonitoredDirectory(components(path.substring(0, last)));
  }

  private static boolean hasMonitoredExtension(String finalComponent) {
    String[] parts = finalComponent.split(":", -1);
    boolean file = EXTENSIONS.contains(extension(parts[0]));
    return file || parts.length > 1 && EXTENSIONS.contains(extension(parts[1]));
  }

  /** What follows the last dot, in upper case; what is no extension if there is no dot. */
  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : Folding.upper(name.substring(dot + 1));
  }

  private static boolean hasMonitoredDirectory(List<String> directories) {
    for (List<String> wanted : DIRECTORIES) {
      for (int from = 0; from + wanted.size() <= directories.size(); from++) {
        if (directories.subList(from, from + wanted.size()).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> components(String path) {
    List<String> components = new ArrayList<>();
    for (String component : path.split("\\\\", -1)) {
      if (!component.isEmpty()) {
        components.add(Folding.upper(component));
      }
    }
    return components;
  }
}
