package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.FileNames;
import java.util.ArrayList;
import java.util.List;

/**
 * A path on a volume, cut into what a file system walks along.
 *
 * @param components names of directories and, last, of the file; empty for the root
 * @param stream of the file; empty for the file itself
 */
record FilePath(List<String> components, String stream) {

  /** Cuts a path; null if no file system takes it. */
  static FilePath parse(String path) {
    String text = FileNames.withoutDefaultStream(path);
    int last = text.lastIndexOf('\\') + 1;
    int colon = text.indexOf(':', last);
    String stream = colon < 0 ? "" : text.substring(colon + 1);
    List<String> components = components(colon < 0 ? text : text.substring(0, colon));
    boolean valid =
        components != null
            && components.stream().allMatch(Components::isValid)
            && (colon < 0 || Components.isValid(stream) && !components.isEmpty());
    return valid ? new FilePath(components, stream) : null;
  }

  /** One backslash may lead and one may trail; an empty component between is none. */
  private static List<String> components(String text) {
    int from = text.startsWith("\\") ? 1 : 0;
    int to = text.length() > from && text.endsWith("\\") ? text.length() - 1 : text.length();
    List<String> components = new ArrayList<>();
    if (from >= to) {
      return components;
    }
    for (int at = from; at <= to; ) {
      int end = text.indexOf('\\', at);
      end = end < 0 || end > to ? to : end;
      components.add(text.substring(at, end));
      at = end + 1;
    }
    return components;
  }

  /** The last component; empty for the root. */
  String last() {
    return components.isEmpty() ? "" : components.get(components.size() - 1);
  }

  /** The components from an index on, each with a backslash before it. */
  String tail(int from) {
    StringBuilder text = new StringBuilder();
    components.subList(from, components.size()).forEach(one -> text.append('\\').append(one));
    return stream.isEmpty() ? text.toString() : text.append(':').append(stream).toString();
  }
}
