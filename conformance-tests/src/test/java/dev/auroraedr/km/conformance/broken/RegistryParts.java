package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.emulator.driver.KeyPolicy;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.driver.RegistryCallback;

/** The driver's parts with another registry callback or key policy. */
final class RegistryParts {
  private RegistryParts() {}

  /** What the callback is made from. */
  record Judged(Kernel kernel, EventPublisher publisher, KeyPolicy policy) {}

  /** Makes a callback. */
  interface Making {
    RegistryCallback of(Judged judged);
  }

  static DriverParts callback(Making making) {
    return new DriverParts() {
      @Override
      public RegistryCallback registryCallback(
          Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
        return making.of(new Judged(kernel, publisher, policy));
      }
    };
  }

  /** What the key policy is made from. */
  record Lists(KeyMatch monitored, KeyMatch blocked, ProcessTrust trust) {}

  /** Makes a key policy. */
  interface Deciding {
    KeyPolicy of(Lists lists);
  }

  static DriverParts policy(Deciding deciding) {
    return new DriverParts() {
      @Override
      public KeyPolicy keyPolicy(KeyMatch monitored, KeyMatch blocked, ProcessTrust trust) {
        return deciding.of(new Lists(monitored, blocked, trust));
      }
    };
  }
}
