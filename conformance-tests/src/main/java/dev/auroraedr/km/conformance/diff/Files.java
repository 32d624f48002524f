package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.FileStimulus.OpenFile;
import dev.auroraedr.km.conformance.target.FileStimulus.Opener;

/** Files are opened, written, changed and closed, some held by the file system meanwhile. */
final class Files {
  private static final int[] ACCESS = {
    0x0012_0089, 0x0012_019F, 0x0013_019F, 0x0010_0080, 0x0001_0000, 0x0010_0021, 0x0012_0116
  };
  private static final int[] OPTIONS = {
    0x60, 0x60, 0x60, 0x20, 0x40, 0x0020_0060, 0x0000_0061, 0x1060
  };
  private static final int[] DISPOSITIONS = {1, 1, 3, 3, 3, 2, 5, 4, 0};
  private static final int[] LENGTHS = {0, 1, 512, 4096, 65_536, Integer.MAX_VALUE};
  private static final long[] OFFSETS = {0, 0, 1, 4096, -1, -2, 1L << 40};
  private static final int[] FLAGS = {0, 0, 0, 0, 0, 2, 4};
  private static final int DIRECTORY = 0x0300_0021;
  private static final int[] CONTROLS = {0x0009_80C8, 0x0009_8344, 0x0009_8268, 0x0009_0000};

  private Files() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    switch (random.below(16)) {
      case 0, 1, 2 -> draft.add(FileStimulus.CreateFile.open(Paths.made(draft)));
      case 3, 4 -> keep(draft);
      case 5, 6 -> open(draft);
      case 7, 8, 9 -> write(draft);
      case 10, 11 -> close(draft);
      case 12 -> hold(draft);
      case 13 -> finish(draft);
      case 14 -> change(draft);
      default -> directory(draft);
    }
  }

  private static void keep(Draft draft) {
    Seeded random = draft.random();
    String path = Paths.made(draft);
    draft.files.add(
        draft.add(
            random.oneIn(2)
                ? FileStimulus.CreateFile.keep(path)
                : OpenFile.keep(path, 0x0012_019F, 0x0300_0060)));
  }

  private static OpenFile openOf(Draft draft) {
    Seeded random = draft.random();
    int options = random.pickInt(OPTIONS) | random.pickInt(DISPOSITIONS) << 24;
    OpenFile open = OpenFile.keep(Paths.any(draft), random.pickInt(ACCESS), options);
    if (random.oneIn(4)) {
      int related = draft.directories.any();
      if (related != 0) {
        String below = random.oneIn(6) ? "" : Paths.name(random);
        open =
            new OpenFile(below, related, 0, open.desiredAccess(), options, 0, Opener.PROGRAM, true);
      }
    } else if (random.oneIn(8) && !draft.fileIds.isEmpty()) {
      int id = draft.fileIds.any();
      int on = draft.fileIds.ownerOf(id);
      if (on != 0) {
        open = open.byId(on, id);
      }
    }
    open = open.withFlags(random.pickInt(FLAGS)).by(opener(random));
    return random.oneIn(2) ? open : open.closed();
  }

  private static Opener opener(Seeded random) {
    return random.oneIn(2) ? Opener.PROGRAM : random.pick(Opener.values());
  }

  private static void open(Draft draft) {
    OpenFile open = openOf(draft);
    int step = draft.add(open);
    if (open.keepOpen()) {
      draft.files.add(step);
    }
  }

  private static FileStimulus.WriteFile writeOf(Draft draft, int file) {
    Seeded random = draft.random();
    long offset = OFFSETS[random.below(OFFSETS.length)];
    FileStimulus.Path by =
        random.oneIn(2) ? FileStimulus.Path.IRP : random.pick(FileStimulus.Path.values());
    return new FileStimulus.WriteFile(file, offset, random.pickInt(LENGTHS), by);
  }

  private static void write(Draft draft) {
    int file = draft.files.any();
    if (file == 0) {
      keep(draft);
    } else {
      draft.add(writeOf(draft, file));
    }
  }

  private static void close(Draft draft) {
    Draft.Made of = draft.random().oneIn(5) ? draft.directories : draft.files;
    int file = of.any();
    if (file != 0) {
      draft.add(new FileStimulus.CloseFile(file));
      of.remove(file);
    }
  }

  private static void hold(Draft draft) {
    int file = draft.files.any();
    switch (draft.random().below(3)) {
      case 0 -> {
        OpenFile open = openOf(draft);
        draft.held.add(draft.add(new FileStimulus.Hold(open)), open.keepOpen() ? 1 : 0);
      }
      case 1 -> {
        if (file != 0) {
          draft.held.add(draft.add(new FileStimulus.Hold(writeOf(draft, file))), 2);
        }
      }
      default -> {
        if (file != 0) {
          draft.held.add(draft.add(new FileStimulus.Hold(new FileStimulus.CloseFile(file))), 2);
          draft.files.remove(file);
        }
      }
    }
  }

  private static void finish(Draft draft) {
    int held = draft.held.any();
    if (held == 0) {
      hold(draft);
      return;
    }
    int kind = draft.held.ownerOf(held);
    boolean elsewhere = kind == 2 && draft.random().oneIn(2);
    int step = draft.add(new FileStimulus.FinishHeld(held, elsewhere));
    draft.held.remove(held);
    if (kind == 1) {
      draft.files.add(step);
    }
  }

  private static void change(Draft draft) {
    Seeded random = draft.random();
    int file = draft.files.any();
    if (file == 0) {
      keep(draft);
      return;
    }
    switch (random.below(9)) {
      case 0, 1 -> draft.add(new FileChange.Rename(file, Paths.any(draft)));
      case 2 -> draft.add(new FileChange.HardLink(file, Paths.any(draft)));
      case 3 -> draft.add(new FileChange.SetShortName(file, random.pick("A~1.EXE", "B~1.TXT")));
      case 4 -> draft.add(new FileChange.Delete(file));
      case 5 -> draft.add(new FileChange.SetEndOfFile(file));
      case 6 -> draft.add(new FileChange.Control(file, random.pickInt(CONTROLS)));
      case 7 -> draft.add(new FileChange.MappedWrite(file, random.pickInt(1, 4096)));
      default -> draft.fileIds.add(draft.add(new FileChange.QueryFileId(file)), file);
    }
  }

  private static void directory(Draft draft) {
    Seeded random = draft.random();
    int open = draft.directories.any();
    if (open == 0 || random.oneIn(2)) {
      String path = Paths.directory(draft);
      draft.add(new FileStimulus.MakeDirectory(path));
      draft.directories.add(draft.add(OpenFile.keep(path, 0x0012_0089, DIRECTORY | 0x0020_0000)));
    } else if (random.oneIn(3)) {
      draft.add(new FileChange.MakeJunction(open, Paths.directory(draft)));
    } else if (random.oneIn(2)) {
      draft.add(new FileChange.Rename(open, Paths.directory(draft)));
    } else {
      draft.add(new FileChange.Delete(open));
    }
  }
}
