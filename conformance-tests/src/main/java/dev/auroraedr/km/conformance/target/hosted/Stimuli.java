package dev.auroraedr.km.conformance.target.hosted;

import static java.util.Map.entry;

import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.VolumeStimulus;
import java.util.Map;

/** Operations that the driver's callbacks see: each stimulus is one of its own. */
final class Stimuli {
  private static final int FILES = 3 << 16;
  private static final int PROCESSES = 4 << 16;
  private static final int HANDLES = 5 << 16;
  private static final int REGISTRY = 6 << 16;

  static final Map<Class<? extends Stimulus>, Integer> NUMBERS =
      Map.ofEntries(
          entry(FileStimulus.CreateFile.class, FILES + 1),
          entry(FileStimulus.OpenFile.class, FILES + 2),
          entry(FileStimulus.WriteFile.class, FILES + 3),
          entry(FileStimulus.CloseFile.class, FILES + 4),
          entry(FileStimulus.MakeDirectory.class, FILES + 5),
          entry(FileStimulus.Hold.class, FILES + 6),
          entry(FileStimulus.FinishHeld.class, FILES + 7),
          entry(FileChange.Rename.class, FILES + 10),
          entry(FileChange.HardLink.class, FILES + 11),
          entry(FileChange.SetShortName.class, FILES + 12),
          entry(FileChange.Delete.class, FILES + 13),
          entry(FileChange.SetEndOfFile.class, FILES + 14),
          entry(FileChange.Control.class, FILES + 15),
          entry(FileChange.MakeJunction.class, FILES + 16),
          entry(FileChange.MappedWrite.class, FILES + 17),
          entry(FileChange.QueryFileId.class, FILES + 18),
          entry(VolumeStimulus.MountVolume.class, FILES + 20),
          entry(VolumeStimulus.DismountVolume.class, FILES + 21),
          entry(VolumeStimulus.RemoveVolume.class, FILES + 22),
          entry(ProcessStimulus.StartProcess.class, PROCESSES + 1),
          entry(ProcessStimulus.ExitProcess.class, PROCESSES + 2),
          entry(HandleStimulus.OpenProcess.class, HANDLES + 1),
          entry(HandleStimulus.OpenThread.class, HANDLES + 2),
          entry(HandleStimulus.DuplicateHandle.class, HANDLES + 3),
          entry(HandleStimulus.QueryAccess.class, HANDLES + 4),
          entry(HandleStimulus.CloseHandle.class, HANDLES + 5),
          entry(RegistryStimulus.SetValue.class, REGISTRY + 1),
          entry(RegistryStimulus.SetData.class, REGISTRY + 2),
          entry(RegistryStimulus.DeleteValue.class, REGISTRY + 3),
          entry(RegistryStimulus.QueryValue.class, REGISTRY + 4),
          entry(RegistryStimulus.CreateKey.class, REGISTRY + 5),
          entry(RegistryStimulus.CreateAt.class, REGISTRY + 6),
          entry(RegistryStimulus.OpenKey.class, REGISTRY + 7),
          entry(RegistryStimulus.DeleteKey.class, REGISTRY + 8),
          entry(RegistryStimulus.RenameKey.class, REGISTRY + 9),
          entry(RegistryStimulus.FlushKey.class, REGISTRY + 10),
          entry(RegistryStimulus.SetKeySecurity.class, REGISTRY + 11),
          entry(RegistryStimulus.SaveKey.class, REGISTRY + 12),
          entry(RegistryStimulus.LoadKey.class, REGISTRY + 13),
          entry(RegistryStimulus.LoadAt.class, REGISTRY + 14),
          entry(RegistryStimulus.UnloadKey.class, REGISTRY + 15),
          entry(RegistryStimulus.RestoreKey.class, REGISTRY + 16),
          entry(RegistryStimulus.ReplaceKey.class, REGISTRY + 17),
          entry(RegistryStimulus.By.class, REGISTRY + 18));

  private Stimuli() {}

  /** The operation's number. */
  static int number(Stimulus stimulus) {
    Integer number = NUMBERS.get(stimulus.getClass());
    if (number == null) {
      throw new IllegalArgumentException("the hosted kernel has no operation for " + stimulus);
    }
    return number;
  }

  /** Its parameters. */
  static Message message(Stimulus stimulus) {
    return Components.write(new Message(), (Record) stimulus);
  }
}
