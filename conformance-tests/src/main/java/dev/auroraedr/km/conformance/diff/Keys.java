package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.List;
import java.util.Locale;

/** The registry is used at, below, above and beside monitored and blocked keys. */
final class Keys {
  static final String SERVICE = PolicyDefaults.load().serviceKey();
  static final List<String> BLOCKED =
      List.of(
          "\\REGISTRY\\MACHINE\\SOFTWARE\\Block\\This",
          "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa",
          "\\REGISTRY\\USER\\*\\Environment");
  private static final List<String> MONITORED = PolicyDefaults.load().monitoredKeys();
  private static final String FILE = "\\Windows\\Temp\\hive";
  private static final int[] WOW64 = {0, 0, 0x100, 0x200};

  private Keys() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    RegistryStimulus stimulus = random.oneIn(6) ? hive(draft) : ordinary(draft);
    if (random.oneIn(3)) {
      boolean kernel = random.oneIn(3);
      stimulus = new By(kernel ? 0 : draft.processes.orNone(), kernel, stimulus);
    }
    draft.add(stimulus);
  }

  static String key(Seeded random) {
    String entry =
        switch (random.below(6)) {
          case 0 -> SERVICE + random.pick("", "\\Parameters", "\\Instances", "\\x");
          case 1, 2 -> random.pick(BLOCKED);
          case 3 -> "\\REGISTRY\\MACHINE\\SOFTWARE\\Play";
          default -> random.pick(MONITORED);
        };
    entry = entry.replace("*", "S-1-5-18");
    return switch (random.below(12)) {
      case 0 -> entry + "\\below";
      case 1 -> entry + "\\below\\deep";
      case 2 -> entry.substring(0, entry.lastIndexOf('\\'));
      case 3 -> entry + "x";
      case 4 -> entry.replace("CurrentControlSet", "ControlSet001");
      case 5 -> "\\REGISTRY" + entry.substring(9).toUpperCase(Locale.ROOT);
      default -> entry;
    };
  }

  private static String value(Seeded random) {
    return random.pick("", "v", "V", "Start", "w".repeat(600));
  }

  private static RegistryStimulus ordinary(Draft draft) {
    Seeded random = draft.random();
    String key = key(random);
    int cut = key.lastIndexOf('\\');
    return switch (random.below(12)) {
      case 0, 1 ->
          new RegistryStimulus.SetValue(key, value(random), random.below(12), random.below(99));
      case 2 -> new RegistryStimulus.SetData(key, value(random), 1, random.bytes(random.below(20)));
      case 3 -> new RegistryStimulus.DeleteValue(key, value(random));
      case 4 -> new RegistryStimulus.QueryValue(key, value(random));
      case 5, 6 -> new RegistryStimulus.CreateKey(key);
      case 7 ->
          new RegistryStimulus.CreateAt(
              key.substring(0, cut),
              random.oneIn(8) ? "" : key.substring(cut + 1),
              random.pickInt(WOW64));
      case 8 -> new RegistryStimulus.OpenKey(key);
      case 9 -> new RegistryStimulus.DeleteKey(key + "\\" + random.pick("below", "gone"));
      case 10 -> new RegistryStimulus.RenameKey(key, random.pick("This", "Lsa", "below", "z"));
      default ->
          random.oneIn(2)
              ? new RegistryStimulus.FlushKey(key)
              : new RegistryStimulus.SetKeySecurity(key);
    };
  }

  private static RegistryStimulus hive(Draft draft) {
    Seeded random = draft.random();
    String file = draft.systemVolume() + FILE + random.below(3);
    String key = key(random);
    String mount = key + "\\hive" + random.below(3);
    int cut = mount.lastIndexOf('\\');
    return switch (random.below(7)) {
      case 0 -> new RegistryStimulus.SaveKey(key, file);
      case 1 -> new RegistryStimulus.LoadKey(mount, file);
      case 2 ->
          new RegistryStimulus.LoadAt(mount.substring(0, cut), mount.substring(cut + 1), file);
      case 3 -> new RegistryStimulus.UnloadKey(mount);
      case 4 -> new RegistryStimulus.RestoreKey(key, file);
      case 5 -> new RegistryStimulus.LoadKey("\\REGISTRY\\MACHINE\\Play" + random.below(2), file);
      default -> new RegistryStimulus.ReplaceKey(key, file, file + ".old");
    };
  }
}
