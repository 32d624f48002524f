package dev.auroraedr.km.emulator.ex;

import java.util.concurrent.atomic.LongAdder;

/** What is allocated under one tag. Thread-safe. */
final class PoolTag {
  private final String name;
  private final boolean system;
  private final LongAdder allocations = new LongAdder();
  private final LongAdder frees = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  PoolTag(String name, boolean system) {
    this.name = name;
    this.system = system;
  }

  void allocated(int size) {
    allocations.increment();
    bytes.add(size);
  }

  void freed(int size) {
    frees.increment();
    bytes.add(-size);
  }

  String name() {
    return name;
  }

  /** Whether the system itself allocates under this tag, not a driver. */
  boolean system() {
    return system;
  }

  PoolUsage usage() {
    // Frees first: a block freed in between must not make the difference negative.
    long freed = frees.sum();
    long allocated = allocations.sum();
    return new PoolUsage(name, allocated, allocated - freed, bytes.sum());
  }
}
