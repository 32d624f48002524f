package dev.auroraedr.km.emulator.ex;

/** Pool memory as drivers see it: ExAllocatePool2 and ExFreePoolWithTag. Thread-safe. */
public interface Pool {
  /**
   * ExAllocatePool2 of non-paged memory with POOL_FLAG_UNINITIALIZED.
   *
   * @param bytes 1 or more; 0 is a verifier violation
   * @param tag four ASCII characters
   * @return the block, or null when memory is short or the call was told to fail
   */
  PoolBlock allocateNonPaged(int bytes, String tag);

  /** ExFreePoolWithTag: a wrong tag or a second free is a bug check. */
  void free(PoolBlock block, String tag);
}
