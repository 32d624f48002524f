package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.List;

/** A booted machine of the hosted kernel, as messages. Thread-safe. */
interface HostedKernel {
  /**
   * Performs an operation.
   *
   * @throws MachineStoppedException if the machine has stopped, before or meanwhile
   * @throws IllegalArgumentException if there can't be such an operation
   */
  Reply call(int operation, Message message);

  /** Performs an operation without parameters. */
  default Reply call(int operation) {
    return call(operation, new Message());
  }

  /** What the machine has found so far, also once it is closed. */
  List<String> violations();

  /** Whether it is closed. */
  boolean closed();

  /** Forgets the machine; idempotent. */
  void close();
}
