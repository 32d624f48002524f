package dev.auroraedr.km.emulator.driver;

import java.util.ArrayDeque;
import java.util.Deque;

/** What load has done so far, to be undone in reverse: by a load that fails and by unload. */
final class Undo {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  void push(Runnable step) {
    steps.push(step);
  }

  void runAll() {
    while (!steps.isEmpty()) {
      steps.pop().run();
    }
  }
}
