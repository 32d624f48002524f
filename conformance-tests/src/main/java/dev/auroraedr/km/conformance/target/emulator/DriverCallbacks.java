package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.world.CallbackSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The callbacks of the driver under test: those on the machine that the second driver does not
 * have. Whose a callback is, the image tells in which its address lies; here, the package of its
 * class.
 */
final class DriverCallbacks {
  private static final String SECOND_DRIVER = DriverCallbacks.class.getPackageName();

  private final CallbackSources sources;
  private List<CreateProcessNotifyRoutine> routinesOfLoad = List.of();

  DriverCallbacks(EmulatedMachine machine) {
    this.sources = machine.kernel().callbacks();
  }

  /** The load has returned: remembers which routine it registered first. */
  void loaded() {
    routinesOfLoad = routines();
  }

  /** The process-notify routines that load registered, main first. */
  List<CreateProcessNotifyRoutine> routinesOfLoad() {
    return routinesOfLoad;
  }

  List<CreateProcessNotifyRoutine> routines() {
    return sources.process().routines().stream().filter(DriverCallbacks::isOfDriver).toList();
  }

  /** Cookies of its registry callbacks. */
  List<Long> cookies() {
    return sources.registry().callbacks().standing().entrySet().stream()
        .filter(each -> isOfDriver(each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  List<ObjectCallbacks.Registration> objects() {
    return sources.object().registrations().stream()
        .filter(each -> isOfDriver(each.preOperation()))
        .toList();
  }

  /** Its filters; one at most. */
  List<Filter> filters() {
    return sources.flt().filters().stream()
        .filter(
            filter ->
                filter.registration().operations().values().stream()
                    .anyMatch(each -> each.pre() != null && isOfDriver(each.pre())))
        .toList();
  }

  /** Everything that stands, one line each; a driver that is unloaded has left nothing. */
  List<String> standing() {
    List<String> lines = new ArrayList<>();
    routines().forEach(each -> lines.add("process-notify routine"));
    cookies().forEach(each -> lines.add("registry callback " + each));
    objects().forEach(each -> lines.add("object callback"));
    filters().forEach(each -> lines.add("minifilter at " + each.altitude()));
    return lines;
  }

  private static boolean isOfDriver(Object callback) {
    return !callback.getClass().getName().startsWith(SECOND_DRIVER + ".");
  }
}
