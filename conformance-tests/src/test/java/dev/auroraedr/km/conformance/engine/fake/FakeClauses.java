package dev.auroraedr.km.conformance.engine.fake;

import dev.auroraedr.km.fixtures.ClauseInfo;
import java.util.List;
import java.util.Map;

/** A catalogue of four clauses. */
public final class FakeClauses {
  /** Ordinary. */
  public static final String ONE = "FAK-1";

  /** Ordinary. */
  public static final String TWO = "FAK-2";

  /** Judged by time. */
  public static final String TIMED = "FAK-3";

  /** Not shown by the emulator's kind. */
  public static final String ELSEWHERE = "FAK-4";

  /** Pending. */
  public static final String LATER = "FAK-5";

  private FakeClauses() {}

  /** All of them. */
  public static List<ClauseInfo> all() {
    return List.of(
        clause(ONE, false, false),
        clause(TWO, false, false),
        clause(TIMED, false, true),
        new ClauseInfo(
            ELSEWHERE,
            "FAK",
            "Elsewhere",
            "Four holds.",
            List.of(),
            "Why four.",
            List.of("look"),
            source(),
            ClauseInfo.Kind.REQUIRED,
            List.of("windows"),
            Map.of("emulator", "only Windows shows it"),
            false,
            "",
            false),
        clause(LATER, true, false));
  }

  private static ClauseInfo clause(String id, boolean pending, boolean timed) {
    return new ClauseInfo(
        id,
        "FAK",
        "Fake " + id,
        id + " holds.",
        List.of(),
        "Because of " + id + ".",
        List.of("check the first thing", "check the second"),
        source(),
        ClauseInfo.Kind.REQUIRED,
        List.of("emulator"),
        Map.of(),
        pending,
        pending ? "written later" : "",
        timed);
  }

  private static ClauseInfo.Source source() {
    return new ClauseInfo.Source(ClauseInfo.SourceKind.CONTRACT, "made up", "");
  }
}
