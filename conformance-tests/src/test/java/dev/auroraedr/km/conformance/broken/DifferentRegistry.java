package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.broken.DifferentTargets.Different;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.KeyPolicy;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** Drivers whose registry callback differs where it may. */
final class DifferentRegistry {
  private DifferentRegistry() {}

  static Different looksTwice() {
    return of(
        "looks-twice",
        "The driver opens a key twice to see whether it is there.",
        RegistryParts.callback(LooksTwice::new));
  }

  static Different renamesOntoAncestors() {
    return of(
        "renames-onto-ancestors",
        "A key may be renamed to one above a blocked key that is not there.",
        RegistryParts.policy(RenamesOntoAncestors::new));
  }

  private static Different of(String name, String difference, DriverParts parts) {
    return new Different(name, difference, () -> Emulators.emulator(new AuroraDriver(parts)));
  }

  private static final class LooksTwice extends RegistryCallback {
    LooksTwice(RegistryParts.Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
    }

    @Override
    protected boolean exists(UnicodeString key, int wow64Flags, int attributes) {
      return super.exists(key, wow64Flags, attributes) && super.exists(key, wow64Flags, attributes);
    }
  }

  private static final class RenamesOntoAncestors extends KeyPolicy {
    private final RegistryParts.Lists lists;

    RenamesOntoAncestors(RegistryParts.Lists lists) {
      super(lists.monitored(), lists.blocked(), lists.trust());
      this.lists = lists;
    }

    @Override
    public boolean movesBlocked(int type, UnicodeString key, UnicodeString name) {
      return type == EventType.REG_RENAME_KEY && lists.blocked().isAbove(key);
    }
  }
}
