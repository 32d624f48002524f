package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;
import java.util.function.Predicate;

/** By what names are matched. */
public enum MatchWay {
  /** The driver's own way. */
  DRIVER,
  /** A plain loop over all patterns, in place and without allocating. */
  LOOP,
  /** One java.util.regex pattern of all alternatives. */
  REGEX;

  Predicate<UnicodeString> matcher(MatchSubject subject, List<String> patterns) {
    return switch (this) {
      case DRIVER -> subject.driver(patterns);
      case LOOP -> subject.loop(patterns);
      case REGEX -> subject.regex(patterns);
    };
  }
}
