package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.RegistryStimulus.SetData;
import dev.auroraedr.km.conformance.target.RegistryStimulus.SetValue;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The driver's Parameters: sensible ones, and what nobody should have written. */
final class Policies {
  private static final String PARAMETERS = Keys.SERVICE + "\\Parameters";
  private static final int REG_DWORD = 4;
  private static final int REG_MULTI_SZ = 7;
  private static final int TOO_LARGE = (1 << 20) + 2;

  private Policies() {}

  static void write(Draft draft) {
    Seeded random = draft.random();
    if (random.oneIn(2)) {
      list(draft, "BlockedImages", images(random));
    }
    if (random.oneIn(2)) {
      list(draft, "BlockedKeys", keys(random, Keys.BLOCKED));
    }
    if (random.oneIn(5)) {
      list(draft, "MonitoredKeys", keys(random, List.of("\\REGISTRY\\MACHINE\\SOFTWARE\\Play")));
    }
    if (random.oneIn(5)) {
      list(draft, random.pick("ProtectedImages", "TrustedImages"), images(random));
    }
    if (random.oneIn(3)) {
      byte[] bits = random.pick(new byte[] {0x42, 8, 0, 0}, new byte[] {-1, -1, -1, -1});
      byte[] data = random.oneIn(5) ? Arrays.copyOf(bits, random.pickInt(0, 3, 5, 8)) : bits;
      draft.add(new SetData(PARAMETERS, "ExtraStrippedAccess", REG_DWORD, data));
    }
  }

  private static List<String> images(Seeded random) {
    List<String> images = new ArrayList<>(List.of(Processes.BLOCKED));
    if (random.oneIn(3)) {
      images.add(random.pick("\\Windows\\System32\\csrss.exe", Processes.SENSOR, Processes.TOOL));
    }
    return odd(random, images);
  }

  private static List<String> keys(Seeded random, List<String> entries) {
    List<String> keys = new ArrayList<>(entries);
    if (random.oneIn(3)) {
      keys.add(
          random.pick(
              "\\REGISTRY\\MACHINE\\SOFTWARE",
              "\\REGISTRY\\\\MACHINE\\SOFTWARE\\\\Block\\",
              "\\REGISTRY\\MACHINE\\SOFT*\\Play\\x",
              "\\registry\\machine\\software\\play\\*"));
    }
    return odd(random, keys);
  }

  /** Entries that POL-2 ignores, one by one. */
  private static List<String> odd(Seeded random, List<String> entries) {
    if (random.oneIn(3)) {
      entries.add(
          random.below(entries.size() + 1),
          random.pick("no\\backslash", "\\a/b", "\\" + "l".repeat(1024), "\\"));
    }
    if (random.oneIn(20)) {
      for (int i = 0; i < 256; i++) {
        entries.add(0, "\\filler" + i);
      }
    }
    return entries;
  }

  private static void list(Draft draft, String value, List<String> entries) {
    Seeded random = draft.random();
    if (random.oneIn(40)) {
      draft.add(new SetValue(PARAMETERS, value, REG_MULTI_SZ, TOO_LARGE));
      return;
    }
    byte[] whole = multi(entries);
    byte[] data =
        switch (random.below(10)) {
          case 0 -> Arrays.copyOf(whole, whole.length - 2);
          case 1 -> Arrays.copyOf(whole, whole.length - 4);
          case 2 -> Arrays.copyOf(whole, whole.length - 1);
          case 3 -> new byte[random.below(5)];
          default -> whole;
        };
    int type = random.oneIn(15) ? random.pickInt(1, 3, 4, 0) : REG_MULTI_SZ;
    draft.add(new SetData(PARAMETERS, value, type, data));
  }

  private static byte[] multi(List<String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String entry : entries) {
      entry.chars().forEach(unit -> put(bytes, unit));
      put(bytes, 0);
    }
    put(bytes, 0);
    return bytes.toByteArray();
  }

  private static void put(ByteArrayOutputStream bytes, int unit) {
    bytes.write(unit);
    bytes.write(unit >> 8);
  }
}
