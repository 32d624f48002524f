package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.FileCallbacks;

/** The minifilter's callbacks, for a test that breaks one of them. */
class Filing extends FileCallbacks {
  Filing(Parts.Filed from) {
    super(from.kernel().callbacks().flt(), from.publisher(), from.paths());
  }
}
