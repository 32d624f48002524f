package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.ProcessStimulus.ExitProcess;
import dev.auroraedr.km.conformance.target.ProcessStimulus.ImageName;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Kind;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.ProcessStimulus.StartProcess;
import java.util.List;
import java.util.Locale;

/** Processes start and end: protected, trusted, blocked, look-alikes and others. */
final class Processes {
  static final String SENSOR = "\\Program Files\\Aurora\\EDR\\edr-windows.exe";
  static final String BLOCKED = "\\Users\\demo\\bad.exe";
  static final String TOOL = "\\Users\\demo\\tool.exe";
  private static final List<String> IMAGES =
      List.of(
          SENSOR,
          SENSOR,
          "\\Windows\\System32\\services.exe",
          "\\Windows\\System32\\csrss.exe",
          TOOL,
          BLOCKED,
          BLOCKED,
          "\\a\\Windows\\System32\\lsass.exe");
  private static final int MOST = 8;

  private Processes() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    if (draft.processes.size() < MOST && !random.oneIn(3)) {
      start(draft);
    } else {
      exit(draft);
    }
  }

  static String image(Draft draft) {
    Seeded random = draft.random();
    String image = random.pick(IMAGES);
    if (random.oneIn(5)) {
      image = image.toUpperCase(Locale.ROOT);
    }
    return (random.oneIn(8) ? random.pick(draft.volumes) : draft.systemVolume()) + image;
  }

  static void start(Draft draft) {
    Seeded random = draft.random();
    Start how =
        new Start(
            draft.processes.orNone(),
            random.oneIn(4) ? draft.processes.any() : 0,
            random.oneIn(3) ? random.pick(ImageName.values()) : ImageName.DRIVE_LETTER,
            random.oneIn(6) ? random.pick(Kind.values()) : Kind.NATIVE,
            random.oneIn(4),
            random.oneIn(3),
            random.oneIn(4) ? draft.ended.orNone() : 0);
    String commandLine = random.pick(null, "", "run /now", "\ud800x\u0000y", "z".repeat(600));
    draft.ended.remove((int) how.endedId());
    draft.processes.add(draft.add(new StartProcess(image(draft), commandLine, how)));
  }

  private static void exit(Draft draft) {
    int process = draft.processes.any();
    if (process != 0) {
      draft.add(new ExitProcess(process));
      draft.processes.remove(process);
      draft.ended.add(process);
    }
  }
}
