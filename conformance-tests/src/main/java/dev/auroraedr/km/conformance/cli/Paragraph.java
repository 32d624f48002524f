package dev.auroraedr.km.conformance.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks long sentences into lines; what was broken before stays so. */
final class Paragraph {
  private static final int WIDTH = 96;

  private Paragraph() {}

  /** Lines of the text, the first behind {@code head}, the others under its end. */
  static String hang(String head, String text) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(line -> wrap(line, WIDTH - head.length(), lines));
    return head + String.join("\n" + " ".repeat(head.length()), lines);
  }

  private static void wrap(String line, int width, List<String> lines) {
    String rest = line;
    while (rest.length() > width && rest.lastIndexOf(' ', width) > 0) {
      int at = rest.lastIndexOf(' ', width);
      lines.add(rest.substring(0, at).stripTrailing());
      rest = rest.substring(at + 1);
    }
    lines.add(rest);
  }
}
