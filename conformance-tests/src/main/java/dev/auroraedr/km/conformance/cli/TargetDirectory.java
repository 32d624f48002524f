package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.engine.RunRefusedException;
import dev.auroraedr.km.conformance.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The targets that this kit knows by name, and those of them that are there. */
final class TargetDirectory {
  /** Known targets in the order of reports, with what to do where the kit has no adapter yet. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("emulator", "its module is not on the class path; start edrkm through ./edrkm");
    KNOWN.put("hosted", "its adapter is not on the class path; start edrkm through ./edrkm");
    KNOWN.put("wine", notYet("the driver loaded into Wine"));
    KNOWN.put("windows", notYet("the driver on a Windows machine"));
  }

  private final Map<String, Target> found = new LinkedHashMap<>();

  TargetDirectory(Iterable<Target> targets) {
    targets.forEach(target -> found.put(target.name(), target));
  }

  static TargetDirectory installed() {
    return new TargetDirectory(ServiceLoader.load(Target.class));
  }

  private static String notYet(String what) {
    return what + " is not part of this version of the kit; use --target emulator";
  }

  /** All names, the kit's own first. */
  List<String> names() {
    List<String> names = new ArrayList<>(KNOWN.keySet());
    found.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    return names;
  }

  /** Empty if the target runs here; else what was found and the one thing to do. */
  String unavailableReason(String name) {
    Target target = found.get(name);
    return target == null ? KNOWN.get(name) : target.unavailableReason();
  }

  /** The target of that name, available or not; null if it is only a name. */
  Target find(String name) {
    return found.get(name);
  }

  /**
   * The targets that {@code --target} means.
   *
   * @throws RunRefusedException if there is none of that name, or it can't run here
   */
  List<Target> choose(String name) {
    if (name.equals("all")) {
      return allAvailable();
    }
    if (!names().contains(name)) {
      throw new RunRefusedException(
          "no target '" + name + "': choose one of " + String.join(", ", names()) + " or all");
    }
    String reason = unavailableReason(name);
    if (!reason.isEmpty()) {
      throw new RunRefusedException("target " + name + " can't run here: " + reason);
    }
    return List.of(found.get(name));
  }

  /**
   * The target of that name with another image of the driver.
   *
   * @throws RunRefusedException if it can't run here, or loads no image of one's choice
   */
  Target choose(String name, Path image) {
    Target target = find(name);
    if (target == null) {
      return choose(name).get(0);
    }
    try {
      Target other = target.withImage(image);
      String reason = other.unavailableReason();
      if (!reason.isEmpty()) {
        throw new RunRefusedException("target " + name + " can't run here: " + reason);
      }
      return other;
    } catch (UnsupportedOperationException e) {
      throw new RunRefusedException(e.getMessage() + ": --image needs --target hosted");
    }
  }

  private List<Target> allAvailable() {
    List<Target> available =
        names().stream().filter(name -> unavailableReason(name).isEmpty()).map(found::get).toList();
    if (available.isEmpty()) {
      throw new RunRefusedException("no target runs here: 'edrkm doctor' says what each one needs");
    }
    return available;
  }
}
