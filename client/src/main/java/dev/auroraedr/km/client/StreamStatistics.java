package dev.auroraedr.km.client;

/**
 * What a stream has carried so far.
 *
 * @param received events handed out
 * @param dropped events that the driver reported as dropped in its batches
 * @param missing sequence numbers up to the last received event that never came
 */
public record StreamStatistics(long received, long dropped, long missing) {
  /** Missing events that the driver did not report; always 0 with a driver that keeps STR-8. */
  public long unreported() {
    return Math.max(0, missing - dropped);
  }
}
