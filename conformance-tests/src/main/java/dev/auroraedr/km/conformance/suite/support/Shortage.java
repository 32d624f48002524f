package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.NtStatus;
import java.util.List;

/** Statuses by which system calls say that memory was short, and some that say something else. */
public final class Shortage {
  /** STATUS_COMMITMENT_LIMIT. Source: [MS-ERREF] 2.3.1. */
  public static final int COMMITMENT_LIMIT = 0xC000012D;

  /** HLT-8: a call that fails so says nothing of what it was made for. */
  public static final List<Integer> STATUSES =
      List.of(
          NtStatus.INSUFFICIENT_RESOURCES,
          NtStatus.NO_MEMORY,
          NtStatus.QUOTA_EXCEEDED,
          COMMITMENT_LIMIT);

  /** Failures that say something of it. */
  public static final List<Integer> OTHERS =
      List.of(
          NtStatus.ACCESS_DENIED,
          NtStatus.UNSUCCESSFUL,
          NtStatus.FLT_DELETING_OBJECT,
          NtStatus.OBJECT_NAME_NOT_FOUND);

  private Shortage() {}
}
