package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.client.codec.StartStreamRequest;
import java.util.Objects;

/**
 * What a stream is to carry and how it is received. Immutable.
 *
 * @param eventMask bits of {@link dev.auroraedr.km.abi.EventMask}; 0 means all types
 * @param queueBytes size of the driver's queue: 0 for its default of 262,144, else 16,384 to
 *     4,194,304
 * @param receives receives kept in flight, 1 to 64
 * @param receiveBytes size of each receive's buffer, 4,096 to 65,536
 * @param waiting how the reading thread waits
 */
public record StreamOptions(
    int eventMask, int queueBytes, int receives, int receiveBytes, Waiting waiting) {
  private static final StreamOptions DEFAULTS =
      new StreamOptions(0, 0, 4, Limits.MAX_BATCH_BYTES, Waiting.PARK);

  /** Checks the ranges. */
  public StreamOptions {
    StartStreamRequest.open(eventMask, queueBytes);
    require("receives", receives, 1, Limits.MAX_PENDING_RECEIVES);
    require("receiveBytes", receiveBytes, Limits.MIN_RECEIVE_BYTES, Limits.MAX_BATCH_BYTES);
    Objects.requireNonNull(waiting, "waiting");
  }

  /** All types, the driver's default queue, four receives of 65,536 bytes, parking. */
  public static StreamOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Carries these types only. The driver selects by group: one type of the registry or process
   * group brings the whole group (STR-1).
   */
  public StreamOptions withTypes(EventType... types) {
    int mask = 0;
    for (EventType type : types) {
      mask |= type.maskBit();
    }
    return withEventMask(mask);
  }

  /** Replaces {@link #eventMask}. */
  public StreamOptions withEventMask(int mask) {
    return new StreamOptions(mask, queueBytes, receives, receiveBytes, waiting);
  }

  /** Replaces {@link #queueBytes}. */
  public StreamOptions withQueueBytes(int bytes) {
    return new StreamOptions(eventMask, bytes, receives, receiveBytes, waiting);
  }

  /** Replaces {@link #receives}. */
  public StreamOptions withReceives(int count) {
    return new StreamOptions(eventMask, queueBytes, count, receiveBytes, waiting);
  }

  /** Replaces {@link #receiveBytes}. */
  public StreamOptions withReceiveBytes(int bytes) {
    return new StreamOptions(eventMask, queueBytes, receives, bytes, waiting);
  }

  /** Replaces {@link #waiting}. */
  public StreamOptions withWaiting(Waiting way) {
    return new StreamOptions(eventMask, queueBytes, receives, receiveBytes, way);
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " must be " + min + ".." + max);
    }
  }
}
