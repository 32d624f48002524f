package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.diff.DiffRun;
import java.util.Locale;

/**
 * How far a comparison is, on stderr: one line that is rewritten on a terminal, a plain line at
 * each tenth elsewhere. Thread-safe.
 */
final class DiffProgress implements DiffRun.Observer {
  private static final long REDRAW_NANOS = 200_000_000;
  private static final int PLAIN_LINES = 10;

  private final Terminal terminal;
  private final String label;
  private final long all;
  private final long begun = System.nanoTime();
  private long drawn;
  private long tenth;

  DiffProgress(Terminal terminal, String label, long all) {
    this.terminal = terminal;
    this.label = label;
    this.all = Math.max(1, all);
  }

  @Override
  public synchronized void played(long steps, int divergences) {
    if (terminal.interactive()) {
      if (System.nanoTime() - drawn > REDRAW_NANOS) {
        drawn = System.nanoTime();
        terminal.err().print("\r\u001b[K" + line(steps, divergences));
        terminal.err().flush();
      }
    } else if (steps * PLAIN_LINES / all > tenth) {
      tenth = steps * PLAIN_LINES / all;
      terminal.err().println(line(steps, divergences));
      terminal.err().flush();
    }
  }

  private String line(long steps, int divergences) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d steps, %,.0f/s, %d kinds of divergence",
        label,
        steps,
        all,
        steps / seconds,
        divergences);
  }

  /** Takes the line away. */
  synchronized void ended() {
    if (terminal.interactive()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
