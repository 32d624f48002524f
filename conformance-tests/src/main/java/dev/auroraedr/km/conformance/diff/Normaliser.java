package dev.auroraedr.km.conformance.diff;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what two targets may choose freely by its order of first appearance (CMP-1): tokens,
 * times, process and thread ids, and the N of HarddiskVolumeN. One for each machine; not
 * thread-safe.
 */
final class Normaliser {
  private static final Pattern VOLUME = Pattern.compile("HarddiskVolume(\\d+)");

  private final boolean exact;
  private final Map<Object, Integer> tokens = new HashMap<>();
  private final Map<Object, Integer> times = new HashMap<>();
  private final Map<Object, Integer> ids = new HashMap<>();
  private final Map<Object, Integer> fileIds = new HashMap<>();
  private final Map<Object, Integer> volumes = new HashMap<>();

  /** {@code exact}: replaces nothing, for targets that are fed the same. */
  Normaliser(boolean exact) {
    this.exact = exact;
  }

  private static int order(Map<Object, Integer> seen, Object what) {
    Integer known = seen.get(what);
    if (known == null) {
      known = seen.size() + 1;
      seen.put(what, known);
    }
    return known;
  }

  /** A process or thread id; 0 is nobody. */
  long id(long id) {
    return exact || id == 0 ? id : order(ids, id);
  }

  /** A file id. */
  long fileId(long id) {
    return exact || id == 0 ? id : order(fileIds, id);
  }

  /** A time; 0 is none. */
  long time(long time) {
    return exact || time == 0 ? time : order(times, time);
  }

  /** Replaces the 16 bytes of a token by its order. */
  void token(ByteBuffer bytes, int offset) {
    long first = bytes.getLong(offset);
    long second = bytes.getLong(offset + 8);
    if (!exact && (first != 0 || second != 0)) {
      bytes.putLong(offset, order(tokens, first + ":" + second));
      bytes.putLong(offset + 8, 0);
    }
  }

  /** Replaces the numbers of volumes in a text. */
  String text(String text) {
    if (exact || !text.contains("HarddiskVolume")) {
      return text;
    }
    Matcher found = VOLUME.matcher(text);
    return found.replaceAll(match -> "HarddiskVolume#" + order(volumes, match.group(1)));
  }

  /** A volume's number of one digit; others stay, as their place has another width. */
  int volume(int digit) {
    return exact ? digit : Math.min(9, order(volumes, String.valueOf(digit)));
  }
}
