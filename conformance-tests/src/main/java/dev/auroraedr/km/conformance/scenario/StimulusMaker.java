package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.Stimulus;
import java.util.List;

/** Makes of a step what the machine can do. */
final class StimulusMaker {
  /** FILE_GENERIC_READ | FILE_GENERIC_WRITE. */
  private static final long READ_WRITE = 0x0012_019F;

  /** FILE_NON_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT. */
  private static final long ORDINARY_FILE = 0x60;

  private static final List<String> DISPOSITIONS =
      List.of("supersede", "open", "create", "openIf", "overwrite", "overwriteIf");
  private static final long REG_SZ = 1;

  private final Names names;
  private final String systemVolume;

  StimulusMaker(Names names, String systemVolume) {
    this.names = names;
    this.systemVolume = systemVolume;
  }

  Stimulus of(Step step) throws ScenarioException {
    return switch (step.kind()) {
      case CREATE_FILE -> createFile(step);
      case WRITE_FILE ->
          new FileStimulus.WriteFile(
              names.file(step, "file").id(),
              step.number("offset", 0),
              (int) step.number("length", 0));
      case CLOSE_FILE -> new FileStimulus.CloseFile(names.file(step, "file").id());
      case START_PROCESS ->
          new ProcessStimulus.StartProcess(
              path(step.text("image", "")), step.text("commandLine", null));
      case EXIT_PROCESS -> new ProcessStimulus.ExitProcess(names.process(step, "process"));
      case OPEN_PROCESS ->
          new HandleStimulus.OpenProcess(
              names.process(step, "process"), (int) step.number("access", 0));
      default -> registry(step);
    };
  }

  private Stimulus createFile(Step step) {
    long disposition = DISPOSITIONS.indexOf(step.text("disposition", "openIf"));
    return new FileStimulus.CreateFile(
        path(step.text("path", "")),
        (int) step.number("access", READ_WRITE),
        (int) (step.number("options", ORDINARY_FILE) | disposition << 24),
        step.text("as").isPresent());
  }

  private static Stimulus registry(Step step) {
    String key = step.text("key", "");
    return switch (step.kind()) {
      case SET_VALUE ->
          new RegistryStimulus.SetValue(
              key,
              step.text("value", ""),
              (int) step.number("type", REG_SZ),
              (int) step.number("size", 0));
      case DELETE_VALUE -> new RegistryStimulus.DeleteValue(key, step.text("value", ""));
      case CREATE_KEY -> new RegistryStimulus.CreateKey(key);
      case DELETE_KEY -> new RegistryStimulus.DeleteKey(key);
      case RENAME_KEY -> new RegistryStimulus.RenameKey(key, step.text("newName", ""));
      default -> throw new IllegalStateException(step.kind() + " makes nothing happen");
    };
  }

  /** A full NT path: what doesn't name a device lies on the system volume. */
  String path(String path) {
    return path.startsWith("\\Device\\") ? path : systemVolume + path;
  }
}
