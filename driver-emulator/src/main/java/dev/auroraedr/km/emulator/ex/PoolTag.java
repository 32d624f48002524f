package dev.auroraedr.km.emulator.ex;

import java.util.concurrent.atomic.LongAdder;

/** What is allocated under one tag. Thread-safe. */
final class PoolTag {
  private final String name;
  private final boolean system;
  private final LongAdder allocations = new LongAdder();
  private final LongAdder blocks = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  PoolTag(String name, boolean system) {
    this.name = name;
    this.system = system;
  }

  void allocated(int size) {
    allocations.increment();
    blocks.increment();
    bytes.add(size);
  }

  void freed(int size) {
    blocks.decrement();
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
    return new PoolUsage(name, allocations.sum(), blocks.sum(), bytes.sum());
  }
}
