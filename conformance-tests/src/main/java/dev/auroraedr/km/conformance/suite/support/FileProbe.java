package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.FileStimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Opens many files and tells which of the opens were reported. Each open asks for an access mask of
 * its own, which its event carries (detail0), so no name decides what is told apart.
 */
public final class FileProbe {
  /** READ_CONTROL | SYNCHRONIZE: an open that asks for something in any case. */
  private static final int BASE = 0x0012_0000;

  /** The nine bits that mean something for files. */
  private static final int SPECIFIC = 0x1FF;

  private static final int OPEN = 0x0100_0060;

  /** Events with the longest names that fit a stream of the default size. */
  private static final int MOST = 100;

  private final TestBed bed;
  private final Stream stream;
  private final List<Boolean> reported = new ArrayList<>();
  private int pending;

  /** Opens on this machine; {@code stream} takes creates and nothing else happens to it. */
  public FileProbe(TestBed bed, Stream stream) {
    this.bed = bed;
    this.stream = stream;
  }

  /** Opens a file by its whole NT path. */
  public void open(String path) {
    pending++;
    bed.machine()
        .stimulate(new FileStimulus.CreateFile(path, BASE | pending % (SPECIFIC + 1), OPEN, false));
    if (pending == MOST) {
      collect();
    }
  }

  /** Whether each open so far was reported, in their order. */
  public List<Boolean> reported() {
    collect();
    return List.copyOf(reported);
  }

  private void collect() {
    Boolean[] seen = new Boolean[pending];
    Arrays.fill(seen, false);
    for (Batch batch : stream.drain()) {
      bed.judge().equal(0L, batch.dropped(), "events lost by the probe's stream");
      batch.events().forEach(event -> seen[place(event)] = true);
    }
    reported.addAll(Arrays.asList(seen));
    pending = 0;
  }

  private int place(RawEvent event) {
    long number = event.get("detail0") & SPECIFIC;
    bed.judge().that(number >= 1 && number <= pending, "detail0 must tell an open of now", event);
    return (int) number - 1;
  }
}
