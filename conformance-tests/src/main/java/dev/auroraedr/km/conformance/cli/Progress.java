package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.engine.RunObserver;
import dev.auroraedr.km.conformance.engine.SuiteTest;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Live progress on stderr: one line that is rewritten on a terminal, a plain line now and then
 * elsewhere. Its total counts test methods, since invocations are known only once they run.
 */
final class Progress implements RunObserver {
  private static final long REDRAW_NANOS = 50_000_000;
  private static final int WIDTH = 100;
  private static final int PLAIN_LINES = 10;

  private final Terminal terminal;
  private final String label;
  private final long begun = System.nanoTime();
  private SuiteTest shown;
  private long drawn;
  private int methods;
  private int done;
  private int tests;
  private int failed;

  Progress(Terminal terminal, String label) {
    this.terminal = terminal;
    this.label = label;
  }

  @Override
  public void stepBegan(String step, int testMethods) {
    methods = testMethods;
    done = 0;
    if (!terminal.interactive()) {
      line(String.format("%s: %s, %d test methods", label, step, testMethods));
    }
  }

  @Override
  public void testBegan(SuiteTest test) {
    boolean due = test != shown || System.nanoTime() - drawn > REDRAW_NANOS;
    if (terminal.interactive() && due) {
      shown = test;
      redraw(String.join(",", test.clauses()) + " " + test.title());
    }
  }

  @Override
  public void testEnded(SuiteTest test, boolean passed) {
    tests++;
    if (!passed) {
      failed++;
      erase();
      line(
          terminal.paint(Paint.BAD, "failed")
              + " "
              + String.join(",", test.clauses())
              + " "
              + test.title());
    }
  }

  @Override
  public void methodEnded(SuiteTest test) {
    done++;
    int stride = Math.max(1, methods / PLAIN_LINES);
    if (!terminal.interactive() && (done % stride == 0 || done == methods)) {
      line(counts() + "  " + String.join(",", test.clauses()));
    }
  }

  @Override
  public void runEnded() {
    erase();
    terminal.err().flush();
  }

  private void redraw(String what) {
    drawn = System.nanoTime();
    String text = counts() + "  " + what;
    erase();
    terminal.err().print(text.length() > WIDTH ? text.substring(0, WIDTH) : text);
    terminal.err().flush();
  }

  private String counts() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    String failures = failed == 0 ? "" : ", " + failed + " failed";
    return String.format(
        Locale.ROOT,
        "%s %d/%d  %d tests%s  %.1f s",
        label,
        done,
        methods,
        tests,
        failures,
        seconds);
  }

  private void erase() {
    if (terminal.interactive()) {
      terminal.err().print("\r\u001b[K");
    }
  }

  private void line(String text) {
    PrintWriter err = terminal.err();
    err.println(text);
    err.flush();
  }
}
