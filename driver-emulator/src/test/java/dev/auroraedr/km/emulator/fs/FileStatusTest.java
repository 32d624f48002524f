package dev.auroraedr.km.emulator.fs;

import static dev.auroraedr.km.emulator.fs.FileRig.C;
import static dev.auroraedr.km.emulator.fs.FileRig.CREATE;
import static dev.auroraedr.km.emulator.fs.FileRig.D;
import static dev.auroraedr.km.emulator.fs.FileRig.DIRECTORY;
import static dev.auroraedr.km.emulator.fs.FileRig.NON_DIRECTORY;
import static dev.auroraedr.km.emulator.fs.FileRig.OPEN;
import static dev.auroraedr.km.emulator.fs.FileRig.OPEN_IF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which status an operation on files ends with. */
class FileStatusTest {
  private final FileRig rig = new FileRig();

  @Test
  void shouldTellWhatIsMissing_asNtDoes() {
    rig.make(C + "\\a.txt");
    assertThat(rig.status(C + "\\b.txt", OPEN)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(rig.status(C + "\\no\\b.txt", OPEN_IF)).isEqualTo(NtStatus.OBJECT_PATH_NOT_FOUND);
    assertThat(rig.status(C + "\\a.txt\\b", OPEN)).isEqualTo(NtStatus.OBJECT_PATH_NOT_FOUND);
    assertThat(rig.status(C + "\\A.TXT", OPEN)).isZero();
    assertThat(rig.status(C + "\\a.txt", CREATE)).isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
    assertThat(rig.status("\\Device\\Nothing\\a", OPEN)).isEqualTo(NtStatus.OBJECT_PATH_NOT_FOUND);
  }

  @Test
  void shouldTellFilesFromDirectories() {
    rig.make(C + "\\a.txt");
    assertThat(rig.status(C + "\\a.txt", OPEN | DIRECTORY)).isEqualTo(NtStatus.NOT_A_DIRECTORY);
    assertThat(rig.status(C + "\\Users", OPEN | NON_DIRECTORY))
        .isEqualTo(NtStatus.FILE_IS_A_DIRECTORY);
    assertThat(rig.status(C + "\\Users", OPEN)).isZero();
    assertThat(rig.status(C + "\\Users\\", OPEN | DIRECTORY)).isZero();
    assertThat(rig.status(C, OPEN)).isZero();
    assertThat(rig.status(C + "\\", OPEN)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\a\\\\b", "\\a?", "\\a|b", "\\a:", "\\a:b:c", "\\\u0001"})
  void shouldRefuseNames_thatNoFileSystemTakes(String path) {
    assertThat(rig.status(C + path, OPEN_IF)).isEqualTo(NtStatus.OBJECT_NAME_INVALID);
  }

  @Test
  void shouldTakeComponentsOf255Units_andNoLongerOnes() {
    assertThat(rig.status(C + "\\" + "x".repeat(255), OPEN_IF)).isZero();
    assertThat(rig.status(C + "\\" + "x".repeat(256), OPEN_IF))
        .isEqualTo(NtStatus.OBJECT_NAME_INVALID);
  }

  @Test
  void shouldKeepStreams_besideTheFile() {
    rig.make(C + "\\a.txt:s");
    assertThat(rig.status(C + "\\a.txt", OPEN)).isZero();
    assertThat(rig.status(C + "\\a.txt:S:$DATA", OPEN)).isZero();
    assertThat(rig.status(C + "\\a.txt::$DATA", OPEN)).isZero();
    assertThat(rig.status(C + "\\a.txt:t", OPEN)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(rig.status(C + "\\a.txt:s", CREATE)).isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
  }

  @Test
  void shouldDeleteWithTheLastHandle_andRefuseOpensUntilThen() {
    OpenFile first = rig.open(C + "\\a.txt", OPEN_IF);
    OpenFile second = rig.open(C + "\\a.txt", OPEN);
    assertThat(rig.files.delete(rig.thread, first)).isZero();
    assertThat(rig.status(C + "\\a.txt", OPEN)).isEqualTo(NtStatus.DELETE_PENDING);
    rig.files.close(rig.thread, first);
    assertThat(rig.status(C + "\\a.txt", OPEN)).isEqualTo(NtStatus.DELETE_PENDING);
    rig.files.close(rig.thread, second);
    assertThat(rig.status(C + "\\a.txt", OPEN)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    OpenFile full = rig.open(C + "\\Windows", OPEN);
    assertThat(rig.files.delete(rig.thread, full)).isEqualTo(NtStatus.DIRECTORY_NOT_EMPTY);
  }

  @Test
  void shouldRenameAndLink_whereNothingStandsInTheWay() {
    rig.make(C + "\\taken.txt");
    OpenFile file = rig.open(C + "\\a.txt", OPEN_IF);
    assertThat(rig.files.rename(rig.thread, file, C + "\\taken.txt", false))
        .isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
    assertThat(rig.files.rename(rig.thread, file, D + "\\a.txt", false))
        .isEqualTo(NtStatus.NOT_SAME_DEVICE);
    assertThat(rig.files.rename(rig.thread, file, C + "\\no\\a.txt", false))
        .isEqualTo(NtStatus.OBJECT_PATH_NOT_FOUND);
    assertThat(rig.files.rename(rig.thread, file, C + "\\taken.txt", true)).isZero();
    assertThat(rig.status(C + "\\a.txt", OPEN)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(rig.files.link(rig.thread, file, C + "\\Users\\other.txt")).isZero();
    rig.files.close(rig.thread, file);
    assertThat(rig.status(C + "\\Users\\other.txt", OPEN)).isZero();
  }

  @Test
  void shouldNotRenameADirectory_withOpenFilesBelow() {
    rig.makeDirectory(C + "\\d");
    OpenFile below = rig.open(C + "\\d\\a.txt", OPEN_IF);
    OpenFile directory = rig.open(C + "\\d", OPEN);
    assertThat(rig.files.rename(rig.thread, directory, C + "\\e", false))
        .isEqualTo(NtStatus.ACCESS_DENIED);
    rig.files.close(rig.thread, below);
    assertThat(rig.files.rename(rig.thread, directory, C + "\\e", false)).isZero();
    assertThat(rig.status(C + "\\e\\a.txt", OPEN)).isZero();
  }

  @Test
  void shouldOpenByShortName_idAndHandle() {
    OpenFile file = rig.open(C + "\\Program Files\\a.txt", OPEN_IF);
    assertThat(rig.status(C + "\\progra~1\\A.txt", OPEN)).isZero();
    OpenFile byId = rig.open(OpenRequest.byId(rig.thread, file, rig.files.fileId(file), 1, OPEN));
    assertThat(rig.files.fileId(byId)).isEqualTo(rig.files.fileId(file));
    OpenFile directory = rig.open(C + "\\Program Files", OPEN);
    rig.open(rig.request("a.txt", OPEN).relativeTo(directory));
    assertThat(rig.files.open(OpenRequest.byId(rig.thread, file, 7, 1, OPEN)).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldNotFollowJunctionsForEver() {
    rig.junction(C + "\\j", C + "\\j");
    assertThat(rig.status(C + "\\j\\a", OPEN)).isEqualTo(NtStatus.REPARSE_POINT_NOT_RESOLVED);
  }

  @Test
  void shouldDismount_whenTheLastFileIsClosed() {
    OpenFile file = rig.open(D + "\\a.txt", OPEN_IF);
    assertThat(rig.files.dismount(D)).isZero();
    assertThat(instances()).isEqualTo(2);
    rig.files.close(rig.thread, file);
    assertThat(instances()).isEqualTo(1);
    assertThat(rig.files.dismount(D)).isEqualTo(NtStatus.NO_SUCH_DEVICE);
    assertThat(rig.files.dismount(C)).isZero();
    assertThat(instances()).isZero();
  }

  private int instances() {
    return rig.machine.kernel().callbacks().flt().enumerateInstances(rig.filter.filter()).count();
  }

  @Test
  void shouldGiveADriverItsOwnOpen_throughEveryFilter() {
    KernelFiles files = rig.machine.kernel().files();
    assertThat(files.createFile("\\SystemRoot\\nothing", 1))
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(files.createFile("\\SystemRoot\\System32", 1)).isZero();
    assertThat(rig.filter.downs())
        .contains("create " + C + "\\Windows\\nothing", "create " + C + "\\Windows\\System32");
    rig.machine.kernel().calls().observe(call -> NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(files.createFile("\\SystemRoot\\System32", 1))
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
  }
}
