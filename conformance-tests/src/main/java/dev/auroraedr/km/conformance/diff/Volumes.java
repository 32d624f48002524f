package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.VolumeStimulus;
import dev.auroraedr.km.conformance.target.VolumeStimulus.DismountVolume;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.conformance.target.VolumeStimulus.RemoveVolume;

/** Volumes come and go; never the system's. */
final class Volumes {
  private static final int MOST = 6;

  private Volumes() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    if (draft.volumes.size() < MOST && random.oneIn(2)) {
      mount(draft);
      return;
    }
    String volume = random.pick(draft.volumes);
    if (volume.equals(draft.systemVolume())) {
      remote(draft);
      return;
    }
    draft.volumes.remove(volume);
    draft.add(random.oneIn(2) ? new DismountVolume(volume) : new RemoveVolume(volume));
  }

  private static void mount(Draft draft) {
    Seeded random = draft.random();
    String device = "\\Device\\HarddiskVolume" + random.pickInt(6, 7, 8, 9, 10);
    if (!draft.volumes.contains(device) && !draft.wasVolume(device)) {
      draft.add(
          new MountVolume(device, random.pick(VolumeStimulus.Kind.values()), random.oneIn(5)));
      draft.addVolume(device);
    }
  }

  private static void remote(Draft draft) {
    Seeded random = draft.random();
    String path = "\\Device\\Mup\\server\\share\\" + random.pick("System32", "a");
    draft.add(new FileStimulus.MakeDirectory(path));
    draft.add(FileStimulus.CreateFile.open(path + '\\' + Paths.name(random)));
  }
}
