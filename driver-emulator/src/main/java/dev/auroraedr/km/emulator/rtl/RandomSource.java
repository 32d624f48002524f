package dev.auroraedr.km.emulator.rtl;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** BCryptGenRandom of a machine. Thread-safe. */
public final class RandomSource {
  private final KernelCalls calls;
  private final Random random;
  private final Queue<byte[]> chosen = new ConcurrentLinkedQueue<>();

  private RandomSource(KernelCalls calls, Random random) {
    this.calls = calls;
    this.random = random;
  }

  /** The host's cryptographic generator. */
  public static RandomSource secure(KernelCalls calls) {
    return new RandomSource(calls, new SecureRandom());
  }

  /** Bytes that the seed decides, the same on every JDK: {@link Random} specifies its algorithm. */
  public static RandomSource seeded(KernelCalls calls, long seed) {
    return new RandomSource(calls, new Random(seed));
  }

  /**
   * Has the generator give these bytes once, before any of its own: in a request of their length.
   */
  public void giveNext(byte[] bytes) {
    chosen.add(bytes.clone());
  }

  /** Drops what was chosen and not given yet. */
  public void forgetChosen() {
    chosen.clear();
  }

  /**
   * BCryptGenRandom with BCRYPT_USE_SYSTEM_PREFERRED_RNG.
   *
   * @return STATUS_SUCCESS; STATUS_UNSUCCESSFUL if the generator fails, then nothing is written
   */
  public int genRandom(byte[] into, int offset, int length) {
    if (calls.enter("BCryptGenRandom")) {
      return NtStatus.UNSUCCESSFUL;
    }
    byte[] bytes = draw(length);
    System.arraycopy(bytes, 0, into, offset, length);
    return NtStatus.SUCCESS;
  }

  private byte[] draw(int length) {
    byte[] next = chosen.poll();
    if (next == null) {
      next = new byte[length];
      random.nextBytes(next);
    }
    if (next.length != length) {
      throw new IllegalStateException(
          "a request for " + length + " random bytes meets " + next.length + " chosen ones");
    }
    return next;
  }
}
