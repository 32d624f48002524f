package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.FileWorld;
import dev.auroraedr.km.emulator.world.HandleWorld;
import dev.auroraedr.km.emulator.world.ProcessWorld.Started;
import dev.auroraedr.km.emulator.world.RegistryWorld;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackTest {
  private static final String RUN =
      "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";
  private static final String BLOCKED = "\\REGISTRY\\MACHINE\\SOFTWARE\\Blocked";
  private static final String SENSOR = Rig.VOLUME + "\\Program Files\\Aurora\\EDR\\edr-windows.exe";

  private final Rig rig = Rig.boot();
  private final FileWorld files = rig.machine.world().files();
  private final RegistryWorld registry = rig.machine.world().registry();
  private final HandleWorld handles = rig.machine.world().handles();
  private final List<Integer> requestor =
      List.of(rig.thread.process().processId(), rig.thread.threadId());
  private RigClient client;
  private dev.auroraedr.km.emulator.driver.Token stream;

  @BeforeEach
  void open() {
    rig.setPolicy("BlockedImages", "\\bad.exe");
    rig.setPolicy("BlockedKeys", BLOCKED);
    assertThat(rig.load(DriverParts.standard())).isZero();
    client = rig.client();
    stream = client.open(0, 0);
  }

  @AfterEach
  void close() {
    client.close();
    rig.close();
  }

  private List<SeenEvent> seen() {
    RigClient.Call receive = client.receive(stream);
    if (receive.returned == NtStatus.PENDING) {
      receive.cancel();
      return List.of();
    }
    return SeenEvent.in(receive.output);
  }

  private SeenEvent only() {
    List<SeenEvent> events = seen();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private SeenEvent expected(int type, List<Long> details, String name, String name2) {
    long now = rig.machine.clock().now();
    return new SeenEvent(type, 0, 1, now, requestor, details, name, name2);
  }

  private static String nameOf(String path) {
    return Rig.VOLUME + path;
  }

  @Test
  void shouldReportACreate_beforeIt() {
    files.create(rig.thread, rig.file, 0x120089, 0x05000060);
    assertThat(only())
        .isEqualTo(
            expected(
                EventType.FILE_CREATE,
                List.of(0x120089L, 5L, 0x60L),
                nameOf("\\Windows\\System32\\a.exe"),
                ""));
  }

  @Test
  void shouldReportAWrite_withItsOffsetAsRequested() {
    files.write(rig.thread, rig.file, 0, -1);
    assertThat(only())
        .isEqualTo(
            expected(
                EventType.FILE_WRITE,
                List.of(0L, 0L, -1L),
                nameOf("\\Windows\\System32\\a.exe"),
                ""));
  }

  @Test
  void shouldReportACleanup_withItsFinalStatus() {
    files.cleanup(rig.thread, rig.file, NtStatus.TIMEOUT);
    assertThat(only())
        .isEqualTo(
            expected(
                EventType.FILE_CLEANUP,
                List.of(0x102L, 0L, 0L),
                nameOf("\\Windows\\System32\\a.exe"),
                ""));
  }

  @Test
  void shouldReportAFastWriteOnce_whenItComesAgainAsAnIrp() {
    files.fastWrite(rig.thread, rig.file, 10, 20);
    assertThat(only().details()).containsExactly(10L, 0L, 20L);
  }

  @Test
  void shouldReportNothing_whenTheOperationIsNotOfItsKind() {
    FilterFile directory = files.directory(0, "\\Windows\\System32\\d.exe");
    files.create(rig.thread, rig.file, 1, CallbackData.FILE_DIRECTORY_FILE);
    files.createWithFlags(rig.thread, rig.file, CallbackData.SL_OPEN_PAGING_FILE);
    files.createWithFlags(rig.thread, rig.file, CallbackData.SL_OPEN_TARGET_DIRECTORY);
    files.create(rig.thread, files.volume(0), 1, 0);
    files.pagingWrite(rig.thread, rig.file, 1, 0);
    files.write(rig.thread, files.volume(0), 1, 0);
    files.cleanup(rig.thread, directory, 0);
    files.create(rig.thread, files.file(0, "\\Users\\a.exe"), 1, 0);
    assertThat(seen()).isEmpty();
    files.create(null, directory, 1, 0);
    assertThat(only().requestor()).containsExactly(0, 0);
  }

  @Test
  void shouldPassSilently_whenTheNameCannotBeHad() {
    rig.faults.failAll("FltGetFileNameInformation");
    assertThat(files.create(rig.thread, rig.file, 1, 0)).isZero();
    files.write(rig.thread, rig.file, 1, 0);
    files.cleanup(rig.thread, rig.file, 0);
    rig.faults.clear();
    assertThat(seen()).isEmpty();
  }

  @Test
  void shouldReportAProcess_andItsExit() {
    ProcessSpec spec = new ProcessSpec(Rig.VOLUME + "\\x.exe", Token.system(), false, null);
    Process child = rig.machine.world().processes().start(rig.thread, spec, "x /y").process();
    KThread last = child.createThread();
    rig.machine.world().processes().exit(last);
    List<SeenEvent> events = seen();
    assertThat(events.get(0))
        .isEqualTo(
            expected(
                EventType.PROCESS_CREATE,
                List.of((long) child.processId(), (long) requestor.get(0), 0L),
                nameOf("\\x.exe"),
                "x /y"));
    assertThat(events.get(1).type()).isEqualTo(EventType.PROCESS_EXIT);
    assertThat(events.get(1).requestor()).containsExactly(child.processId(), last.threadId());
  }

  @Test
  void shouldRefuseABlockedImage_andSaySo() {
    ProcessSpec spec = new ProcessSpec(Rig.VOLUME + "\\BAD.exe", Token.system(), false, null);
    Started started = rig.machine.world().processes().start(rig.thread, spec, null);
    assertThat(started.status()).isEqualTo(NtStatus.ACCESS_DENIED);
    List<SeenEvent> events = seen();
    assertThat(events.get(0).flags()).isEqualTo(EventFlag.BLOCKED);
    assertThat(events.get(0).name2()).isEmpty();
    assertThat(events.get(1).type()).isEqualTo(EventType.PROCESS_EXIT);
  }

  @Test
  void shouldReportRegistryOperations_atMonitoredKeys() {
    KeyObject run = registry.key(RUN);
    registry.setValue(rig.thread, run, "v", 1, 20);
    registry.createKey(rig.thread, run, "new");
    registry.createKey(rig.thread, run, "new");
    registry.deleteValue(rig.thread, run, "");
    registry.renameKey(rig.thread, registry.key(RUN + "\\new"), "newer");
    registry.deleteKey(rig.thread, registry.key(RUN + "\\newer"));
    List<SeenEvent> events = seen();
    assertThat(events)
        .extracting(SeenEvent::type)
        .containsExactly(
            EventType.REG_SET_VALUE,
            EventType.REG_CREATE_KEY,
            EventType.REG_DELETE_VALUE,
            EventType.REG_RENAME_KEY,
            EventType.REG_DELETE_KEY);
    assertThat(events.get(0))
        .isEqualTo(expected(EventType.REG_SET_VALUE, List.of(1L, 20L, 0L), RUN, "v"));
    assertThat(events).extracting(SeenEvent::name2).containsExactly("v", "", "", "newer", "");
    assertThat(events.get(1).name()).isEqualTo(RUN + "\\new");
    assertThat(events.get(3).name()).isEqualTo(RUN + "\\new");
  }

  @Test
  void shouldReportARename_whenOnlyItsNewPathIsMonitored() {
    String beside = RUN.substring(0, RUN.length() - 3) + "Walk";
    registry.renameKey(rig.thread, registry.key(beside), "Run");
    assertThat(only().name()).isEqualTo(beside);
    registry.renameKey(rig.thread, registry.key(beside), "Walker");
    assertThat(seen()).isEmpty();
  }

  @Test
  void shouldRefuseAnUntrustedWriter_atABlockedKey() {
    KeyObject key = registry.key(BLOCKED);
    assertThat(registry.setValue(rig.thread, key, "v", 1, 2)).isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(only().flags()).isEqualTo(EventFlag.BLOCKED);
    String lsass = Rig.VOLUME + "\\Windows\\System32\\lsass.exe";
    KThread trusted = rig.machine.startProcess(lsass, Token.system()).createThread();
    assertThat(registry.setValue(trusted, key, "v", 1, 2)).isZero();
    assertThat(seen()).isEmpty();
  }

  @Test
  void shouldStripAHandleToTheSensor_andReportIt() {
    Process sensor = rig.machine.startProcess(SENSOR, Token.system());
    assertThat(handles.open(rig.thread, sensor, 0x1FFFFF)).isEqualTo(0x1FFFDE);
    long target = sensor.processId();
    assertThat(only())
        .isEqualTo(
            expected(
                EventType.HANDLE_ACCESS_STRIPPED,
                List.of(target, 0x1FFFFFL, 0x1FFFDEL),
                nameOf("\\tool.exe"),
                ""));
  }

  @Test
  void shouldStripADuplicate_naming_itsReceiver() {
    Process sensor = rig.machine.startProcess(SENSOR, Token.system());
    Process receiver = rig.machine.startProcess(Rig.VOLUME + "\\thief.exe", Token.system());
    long own = handles.openProcess(sensor.createThread(), sensor, 0, 0x21).handle();
    OpenedHandle copy = handles.duplicate(rig.thread, sensor, own, receiver, null);
    assertThat(copy.status()).isZero();
    assertThat(copy.grantedAccess()).isZero();
    SeenEvent event = only();
    assertThat(event.flags()).isEqualTo(EventFlag.DUPLICATE_HANDLE);
    assertThat(event.details().get(2)).isEqualTo((long) receiver.processId() << 32);
    assertThat(event.name()).endsWith("thief.exe");
  }

  @Test
  void shouldLeaveHandlesAlone_whenNothingIsToProtect() {
    Process sensor = rig.machine.startProcess(SENSOR, Token.system());
    KThread own = sensor.createThread();
    assertThat(handles.openKernelHandle(rig.thread, sensor, 0x21)).isEqualTo(0x21);
    assertThat(handles.open(own, sensor, 0x21)).isEqualTo(0x21);
    assertThat(handles.open(rig.thread, sensor, 0x1000)).isEqualTo(0x1000);
    assertThat(handles.open(rig.thread, rig.thread.process(), 0x21)).isEqualTo(0x21);
    assertThat(seen()).isEmpty();
  }
}
