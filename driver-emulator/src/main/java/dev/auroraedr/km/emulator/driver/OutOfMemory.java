package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;

/** Statuses by which system calls say that memory was short (HLT-8, ALT-2). Stateless. */
public final class OutOfMemory {
  /** STATUS_COMMITMENT_LIMIT. Source: [MS-ERREF] 2.3.1. */
  private static final int COMMITMENT_LIMIT = 0xC000012D;

  private OutOfMemory() {}

  /** Whether a call failed for want of memory; any other failure says something of its object. */
  public static boolean is(int status) {
    return status == NtStatus.INSUFFICIENT_RESOURCES
        || status == NtStatus.NO_MEMORY
        || status == NtStatus.QUOTA_EXCEEDED
        || status == COMMITMENT_LIMIT;
  }
}
