package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.KernelOperation.CleanUp;
import dev.auroraedr.km.conformance.diff.KernelOperation.ControlFromKernel;
import dev.auroraedr.km.conformance.diff.KernelOperation.Dereference;
import dev.auroraedr.km.conformance.diff.KernelOperation.Reference;

/** The kernel-mode caller. */
final class Kernel {
  private Kernel() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    int reference = draft.references.any();
    switch (random.below(10)) {
      case 0, 1, 2 -> {
        int handle = draft.handles.any();
        if (handle != 0) {
          draft.references.add(draft.add(new Reference(handle)), handle);
        }
      }
      case 3 -> {
        if (reference != 0) {
          draft.add(new CleanUp(reference));
        }
      }
      case 4 -> {
        if (reference != 0) {
          draft.add(new Dereference(reference));
          draft.references.remove(reference);
        }
      }
      default ->
          draft.add(
              new ControlFromKernel(random.oneIn(3) ? 0 : reference, Control.odd(draft, random)));
    }
  }
}
