package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.property.ModelRegistry.Expected;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.PeerRegistry.RegistryValue;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus.By;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Plays operations on a machine and on the model beside it. */
final class RegistryPlay {
  static final String BASE = "\\REGISTRY\\MACHINE\\SOFTWARE\\PLAY";
  private static final String PARAMETERS =
      "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr-windows-km\\Parameters";
  private static final int REG_BINARY = 3;
  private static final int REG_MULTI_SZ = 7;

  private final TestBed bed;
  private final PeerRegistry registry;
  private final ModelRegistry model;
  private final Stream stream;
  private final long lsass;
  private int serial;

  RegistryPlay(TestBed bed, List<String> monitored, List<String> blocked) {
    this.bed = bed;
    this.registry = bed.machine().peer().registry();
    this.model = new ModelRegistry(BASE, monitored, blocked);
    registry.createKey(BASE);
    write("MonitoredKeys", monitored);
    write("BlockedKeys", blocked);
    bed.load();
    this.stream = bed.session().openStream(EventMask.REGISTRY, 0);
    String image = bed.machine().systemVolume() + "\\Windows\\System32\\lsass.exe";
    this.lsass = bed.machine().stimulate(new ProcessStimulus.StartProcess(image, "lsass")).id();
  }

  private void write(String value, List<String> keys) {
    byte[] data = (String.join("\0", keys) + "\0\0").getBytes(StandardCharsets.UTF_16LE);
    int status = registry.setValue(PARAMETERS, value, REG_MULTI_SZ, data);
    bed.judge().status(NtStatus.SUCCESS, status, "writing the policy before load");
  }

  void perform(RegistryStep step) {
    String key = BASE + '\\' + step.key();
    if (step.verb() == RegistryStep.Verb.RENAME && model.leavesOpen(key, step.name())) {
      return;
    }
    byte[] data = {(byte) ++serial};
    Expected expected = expected(step, key, data);
    int status = bed.machine().stimulate(by(step, stimulus(step, key, data))).status();
    bed.judge().status(expected.status(), status, step.toString());
    check(step, key, expected);
  }

  private Expected expected(RegistryStep step, String key, byte[] data) {
    return switch (step.verb()) {
      case SET -> model.setValue(key, step.name(), data, step.trusted());
      case UNSET -> model.deleteValue(key, step.name(), step.trusted());
      case CREATE -> model.createKey(key, step.trusted());
      case DELETE -> model.deleteKey(key, step.trusted());
      case RENAME -> model.renameKey(key, step.name(), step.trusted());
    };
  }

  private static RegistryStimulus stimulus(RegistryStep step, String key, byte[] data) {
    return switch (step.verb()) {
      case SET -> new RegistryStimulus.SetData(key, step.name(), REG_BINARY, data);
      case UNSET -> new RegistryStimulus.DeleteValue(key, step.name());
      case CREATE -> new RegistryStimulus.CreateKey(key);
      case DELETE -> new RegistryStimulus.DeleteKey(key);
      case RENAME -> new RegistryStimulus.RenameKey(key, step.name());
    };
  }

  private RegistryStimulus by(RegistryStep step, RegistryStimulus stimulus) {
    return switch (step.writer()) {
      case SHELL -> stimulus;
      case LSASS -> By.process(lsass, stimulus);
      case KERNEL -> By.kernel(stimulus);
    };
  }

  private void check(RegistryStep step, String key, Expected expected) {
    bed.machine().quiesce();
    List<RawEvent> events =
        stream.drain().stream().flatMap(batch -> batch.events().stream()).toList();
    bed.judge().equal(expected.reported() ? 1 : 0, events.size(), "events of " + step);
    for (RawEvent event : events) {
      bed.judge().equal(ModelRegistry.typeOf(step.verb()), event.type(), "type of " + step);
      int flags = expected.refused() ? EventFlag.BLOCKED : 0;
      bed.judge().equal(flags, event.flags(), "flags of " + step);
      bed.judge().that(event.name().equalsIgnoreCase(key), "the event must name " + key, event);
    }
  }

  /** Compares all keys and values that the operations can have made. */
  void end(List<String> keys, List<String> names) {
    for (String below : keys) {
      String key = BASE + '\\' + below;
      bed.judge().equal(model.exists(key), registry.exists(key), "whether there is " + key);
      for (String name : names) {
        RegistryValue value = registry.value(key, name);
        bed.judge()
            .equalBytes(
                orEmpty(model.value(key, name)),
                orEmpty(value == null ? null : value.data()),
                "value " + name + " of " + key);
      }
    }
  }

  private static byte[] orEmpty(byte[] data) {
    return data == null ? new byte[0] : data;
  }
}
