package dev.auroraedr.km.conformance.target.hosted;

import java.util.List;

/** The hosted machine has stopped with a bug check: no operation reaches it any more. */
final class MachineStoppedException extends RuntimeException {
  /** Names what the machine found, its bug check first. */
  MachineStoppedException(List<String> violations) {
    super("the machine has stopped: " + String.join("; ", violations));
  }
}
