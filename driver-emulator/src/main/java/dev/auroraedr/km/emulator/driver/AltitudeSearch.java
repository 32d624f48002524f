package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import java.util.function.IntUnaryOperator;

/**
 * Looks for a free altitude (ALT-2, ALT-3, ALT-5): from a first one up to 389999, then from 380000
 * up to just below the first. From 385000 that is 385000 to 389999, then 380000 to 384999.
 * Immutable.
 */
public class AltitudeSearch {
  /** Where the filter starts (ALT-1). */
  public static final int FIRST = 385000;

  /** Lowest candidate. */
  public static final int LOWEST = 380000;

  /** Number of candidates. */
  public static final int CANDIDATES = 10_000;

  /** For DriverEntry. */
  public AltitudeSearch() {}

  /**
   * How a search ended.
   *
   * @param status STATUS_SUCCESS; STATUS_FLT_INSTANCE_ALTITUDE_COLLISION if all are taken; else
   *     what ended it
   * @param altitude the one that was free, or the last one tried
   */
  public record Outcome(int status, int altitude) {}

  /**
   * Tries one candidate after the other while they collide.
   *
   * @param first the first candidate
   * @param attempt tries one and tells the status
   */
  public final Outcome from(int first, IntUnaryOperator attempt) {
    return from(first, altitude -> NtStatus.SUCCESS, attempt);
  }

  /**
   * The same with something to be done before each attempt, such as writing the candidate down.
   *
   * @param before prepares an attempt; whatever status it fails with ends the search
   */
  public Outcome from(int first, IntUnaryOperator before, IntUnaryOperator attempt) {
    int altitude = first;
    for (int tried = 0; tried < CANDIDATES; tried++) {
      altitude = candidate(first, tried);
      int status = before.applyAsInt(altitude);
      if (status != NtStatus.SUCCESS) {
        return new Outcome(status, altitude);
      }
      status = attempt.applyAsInt(altitude);
      if (!isCollision(status)) {
        return new Outcome(status, altitude);
      }
    }
    return new Outcome(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION, altitude);
  }

  /** The candidate to try after so many. */
  public int candidate(int first, int tried) {
    return LOWEST + (first - LOWEST + tried) % CANDIDATES;
  }

  /** ALT-2: whether a status says that the altitude is taken. Any other failure ends the search. */
  public boolean isCollision(int status) {
    return status == NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION
        || status == NtStatus.OBJECT_NAME_COLLISION;
  }

  /**
   * ALT-2: whether a volume that took no instance decides of the attempt, by what looking at it or
   * attaching to it said: its altitude is taken, or memory was short. Any other failure leaves that
   * volume alone without an instance, as it would a volume that is mounted later: a developer
   * volume takes only the filters on its list, a volume may be going away or not be ready, and none
   * of that is a reason to leave a whole system without the driver.
   */
  public final boolean volumeDecides(int status) {
    return isCollision(status) || OutOfMemory.is(status);
  }
}
