package dev.auroraedr.km.emulator.fs;

import static dev.auroraedr.km.emulator.flt.FilterManager.NORMALIZED;
import static dev.auroraedr.km.emulator.flt.FilterManager.OPENED;
import static dev.auroraedr.km.emulator.flt.FilterManager.SHORT;
import static dev.auroraedr.km.emulator.fs.FileRig.C;
import static dev.auroraedr.km.emulator.fs.FileRig.D;
import static dev.auroraedr.km.emulator.fs.FileRig.OPEN;
import static dev.auroraedr.km.emulator.fs.FileRig.OPEN_IF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import org.junit.jupiter.api.Test;

/** The names that a filter gets, and where it gets none. */
class FileNamesTest {
  private final FileRig rig = new FileRig();

  @Test
  void shouldExpandShortNames_onlyInTheNormalisedName() {
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\PROGRA~1\\new.exe", OPEN);
    assertThat(rig.filter.downs()).containsExactly("create " + C + "\\Program Files\\new.exe");
    rig.filter.asking(OPENED);
    rig.status(C + "\\PROGRA~1\\new.exe", OPEN);
    assertThat(rig.filter.downs()).containsExactly("create " + C + "\\PROGRA~1\\new.exe");
  }

  @Test
  void shouldKeepTheCaseAsOpened_untilTheFileIsOpen() {
    rig.make(C + "\\Users\\Note.Txt");
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\USERS\\note.txt", OPEN);
    assertThat(rig.filter.downs())
        .startsWith("create " + C + "\\USERS\\note.txt", "cleanup " + C + "\\Users\\Note.Txt");
  }

  @Test
  void shouldKeepAStreamsType_inTheOpenedName() {
    rig.filter.asking(OPENED);
    rig.status(C + "\\Users\\a.exe::$DATA", OPEN_IF);
    rig.status(C + "\\Users\\a.exe:s:$DATA", OPEN_IF);
    assertThat(rig.filter.downs())
        .contains(
            "create " + C + "\\Users\\a.exe::$DATA", "create " + C + "\\Users\\a.exe:s:$DATA");
  }

  @Test
  void shouldTakeAStreamOfADirectory_forAFile() {
    rig.makeDirectory(C + "\\Users\\d");
    OpenFile stream = rig.open(C + "\\Users\\d:s", OPEN_IF);
    assertThat(stream.kind()).isEqualTo(FilterFile.Kind.FILE);
    OpenFile directory = rig.open(C + "\\Users\\d", OPEN);
    assertThat(directory.kind()).isEqualTo(FilterFile.Kind.DIRECTORY);
    OpenFile byId =
        rig.open(OpenRequest.byId(rig.thread, stream, 0x0001_0000_0000_0005L, FileRig.READ, OPEN));
    assertThat(byId.fileName().toString()).isEqualTo("\5\0\0\1");
  }

  @Test
  void shouldStripTheDefaultStream_andTheTypeOfOthers() {
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\a.exe::$DATA", OPEN_IF);
    rig.status(C + "\\a.exe:s:$data", OPEN_IF);
    assertThat(rig.filter.downs())
        .contains("create " + C + "\\a.exe", "cleanup " + C + "\\a.exe")
        .contains("create " + C + "\\a.exe:s", "cleanup " + C + "\\a.exe:s");
  }

  @Test
  void shouldFailToNormalise_whenADirectoryIsMissing() {
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\no\\a.exe", OPEN);
    assertThat(rig.filter.log)
        .containsExactly("create STATUS_OBJECT_PATH_NOT_FOUND", "up STATUS_OBJECT_PATH_NOT_FOUND");
    rig.filter.asking(OPENED);
    rig.status(C + "\\no\\a.exe", OPEN);
    assertThat(rig.filter.downs()).containsExactly("create " + C + "\\no\\a.exe");
  }

  @Test
  void shouldShowAReparse_asTwoCreates() {
    rig.make(C + "\\Users\\a.exe");
    rig.junction(C + "\\j", C + "\\Users");
    rig.filter.asking(OPENED);
    rig.status(C + "\\j\\a.exe", OPEN);
    assertThat(rig.filter.log)
        .startsWith(
            "create " + C + "\\j\\a.exe",
            "up STATUS_REPARSE",
            "create " + C + "\\Users\\a.exe",
            "up STATUS_SUCCESS");
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\j\\a.exe", OPEN);
    assertThat(rig.filter.log)
        .startsWith(
            "create " + C + "\\Users\\a.exe",
            "up STATUS_REPARSE",
            "create " + C + "\\Users\\a.exe",
            "up STATUS_SUCCESS");
  }

  @Test
  void shouldNotNormalise_acrossAJunctionToAnotherVolume() {
    rig.make(D + "\\a.exe");
    rig.junction(C + "\\j", D);
    rig.filter.asking(NORMALIZED);
    rig.status(C + "\\j\\a.exe", OPEN);
    assertThat(rig.filter.log)
        .startsWith(
            "create STATUS_NOT_SAME_DEVICE",
            "up STATUS_REPARSE",
            "create " + D + "\\a.exe",
            "up STATUS_SUCCESS");
  }

  @Test
  void shouldFindTheNameOfAnId_unlessTheCallerMayNotTraverse() {
    OpenFile file = rig.open(C + "\\Users\\a.exe", OPEN_IF);
    OpenRequest byId = OpenRequest.byId(rig.thread, file, rig.files.fileId(file), 1, OPEN);
    rig.filter.asking(NORMALIZED);
    rig.files.close(rig.thread, rig.open(byId));
    rig.files.close(rig.thread, rig.open(byId.withoutTraverse()));
    rig.files.open(OpenRequest.byId(rig.thread, file, 7, 1, OPEN));
    assertThat(rig.filter.downs())
        .containsExactly(
            "create " + C + "\\Users\\a.exe",
            "cleanup " + C + "\\Users\\a.exe",
            "close STATUS_FLT_INVALID_NAME_REQUEST",
            "create STATUS_ACCESS_DENIED",
            "cleanup " + C + "\\Users\\a.exe",
            "close STATUS_FLT_INVALID_NAME_REQUEST",
            "create STATUS_INVALID_PARAMETER");
  }

  @Test
  void shouldNameWhatIsOpenedRelatively_withAndWithoutAName() {
    OpenFile directory = rig.open(C + "\\PROGRA~1", OPEN);
    rig.filter.asking(NORMALIZED);
    rig.open(rig.request("a.exe", OPEN_IF).relativeTo(directory));
    rig.open(rig.request("", OPEN).relativeTo(directory));
    OpenFile volume = rig.open(D, OPEN);
    rig.open(rig.request("b.exe", OPEN_IF).relativeTo(volume));
    assertThat(rig.filter.downs())
        .containsExactly(
            "create " + C + "\\Program Files\\a.exe",
            "create " + C + "\\Program Files",
            "create " + D + "\\",
            "create " + D + "\\b.exe");
  }

  @Test
  void shouldNameTheTargetsDirectory_whenAFileIsRenamed() {
    OpenFile file = rig.open(C + "\\Users\\a.exe", OPEN_IF);
    rig.filter.asking(NORMALIZED);
    assertThat(rig.files.rename(rig.thread, file, C + "\\Windows\\b.exe", false)).isZero();
    rig.files.close(rig.thread, file);
    assertThat(rig.filter.downs())
        .containsExactly(
            "create " + C + "\\Windows",
            "set " + C + "\\Users\\a.exe",
            "cleanup " + C + "\\Windows",
            "close STATUS_FLT_INVALID_NAME_REQUEST",
            "cleanup " + C + "\\Windows\\b.exe",
            "close STATUS_FLT_INVALID_NAME_REQUEST");
  }

  @Test
  void shouldFollowARename_throughEveryHandle() {
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    OpenFile other = rig.open(C + "\\A.EXE", OPEN);
    rig.files.rename(rig.thread, file, C + "\\b.exe", false);
    rig.filter.asking(OPENED);
    rig.files.write(rig.thread, other, WriteRequest.irp(1, 0));
    assertThat(rig.filter.downs()).containsExactly("write " + C + "\\b.exe");
  }

  @Test
  void shouldGiveTheNameOfTheLink_thatAFileWasOpenedBy() {
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    rig.files.link(rig.thread, file, C + "\\b.exe");
    OpenFile byLink = rig.open(C + "\\b.exe", OPEN);
    rig.filter.asking(NORMALIZED);
    rig.files.write(rig.thread, file, WriteRequest.irp(1, 0));
    rig.files.write(rig.thread, byLink, WriteRequest.irp(1, 0));
    assertThat(rig.filter.downs())
        .containsExactly("write " + C + "\\a.exe", "write " + C + "\\b.exe");
  }

  @Test
  void shouldKnowShortNames_onlyOfOpenFilesThatHaveOne() {
    OpenFile file = rig.open(C + "\\Program Files", OPEN);
    rig.filter.asking(SHORT);
    rig.files.write(rig.thread, file, WriteRequest.irp(1, 0));
    rig.files.setShortName(rig.thread, rig.open(C + "\\plain", OPEN_IF), "PLAIN~1");
    assertThat(rig.filter.downs())
        .containsExactly(
            "write " + C + "\\PROGRA~1",
            "create STATUS_FLT_INVALID_NAME_REQUEST",
            "set STATUS_OBJECT_NAME_NOT_FOUND");
  }

  @Test
  void shouldRefuseNamesOfPagingWrites() {
    OpenFile file = rig.open(C + "\\a.exe", OPEN_IF);
    rig.filter.asking(OPENED);
    rig.files.writeMappedPages(file, 4096);
    assertThat(rig.filter.downs()).containsExactly("write STATUS_FLT_INVALID_NAME_REQUEST");
  }

  @Test
  void shouldNameRemoteFiles_withServerAndShare() {
    rig.files.mount("\\Device\\Mup", VolumeKind.NETWORK, false);
    rig.files.springDirectories("\\Device\\Mup\\server\\share\\d");
    rig.filter.asking(NORMALIZED);
    rig.status("\\Device\\Mup\\server\\share\\d\\a.exe", OPEN_IF);
    assertThat(rig.filter.downs()).startsWith("create \\Device\\Mup\\server\\share\\d\\a.exe");
  }
}
