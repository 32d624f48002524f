package dev.auroraedr.km.conformance.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the command writes, and how.
 *
 * @param out results
 * @param err progress and messages
 * @param interactive whether people look on while it runs
 * @param colour whether to use colours
 * @param home directory of the kit; default files go below its {@code target}
 */
record Terminal(PrintWriter out, PrintWriter err, boolean interactive, boolean colour, Path home) {

  /** The process's own streams; NO_COLOR and TERM=dumb are respected. */
  static Terminal system() {
    String term = System.getenv("TERM");
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(term);
    boolean people = isTerminal(2);
    return new Terminal(
        new PrintWriter(System.out, true, charset("stdout.encoding")),
        new PrintWriter(System.err, true, charset("stderr.encoding")),
        people,
        people && isTerminal(1) && !plain,
        Path.of(System.getProperty("edrkm.home", "")));
  }

  /** Linux tells it for each stream; elsewhere the console stands for all of them. */
  private static boolean isTerminal(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return hasConsole();
    }
  }

  /** From JDK 22 on there is a console even where there is no terminal; only then can it tell. */
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("sun." + property));
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.UTF_8;
  }

  /** A path as the reader would type it. */
  String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  String paint(Paint paint, String text) {
    return colour ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
  }

  /** Colours by meaning. */
  enum Paint {
    GOOD("32"),
    BAD("1;31"),
    WARN("33"),
    QUIET("2"),
    STRONG("1");

    private final String code;

    Paint(String code) {
      this.code = code;
    }
  }
}
