package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import java.util.HashSet;
import java.util.Set;

/** Sets values of many keys and tells which of them were reported, each by its value's name. */
public final class KeyProbe {
  private static final int REG_SZ = 1;
  private static final int DATA_BYTES = 8;
  private static final int MOST = 100;

  private final TestBed bed;
  private final Stream stream;
  private final Set<String> reported = new HashSet<>();
  private final Set<String> blocked = new HashSet<>();
  private int pending;

  /** Works on this machine; {@code stream} takes registry events and nothing else happens to it. */
  public KeyProbe(TestBed bed, Stream stream) {
    this.bed = bed;
    this.stream = stream;
  }

  /**
   * Sets a value of a key, which is made if need be.
   *
   * @param value a name that no other call has
   * @return the status that the writer, whom nobody trusts, got
   */
  public int set(String key, String value) {
    int status =
        bed.machine()
            .stimulate(new RegistryStimulus.SetValue(key, value, REG_SZ, DATA_BYTES))
            .status();
    pending++;
    if (pending == MOST) {
      collect();
    }
    return status;
  }

  /** Whether the set of that value was reported. */
  public boolean isReported(String value) {
    collect();
    return reported.contains(value);
  }

  /** Whether it was reported as BLOCKED. */
  public boolean isBlocked(String value) {
    collect();
    return blocked.contains(value);
  }

  private void collect() {
    if (pending > 0) {
      stream.drain().forEach(this::add);
      pending = 0;
    }
  }

  private void add(Batch batch) {
    bed.judge().equal(0L, batch.dropped(), "events lost by the probe's stream");
    for (RawEvent event : batch.events()) {
      reported.add(event.name2());
      if ((event.flags() & EventFlag.BLOCKED) != 0) {
        blocked.add(event.name2());
      }
    }
  }
}
