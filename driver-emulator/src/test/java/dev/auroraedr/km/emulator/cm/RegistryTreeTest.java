package dev.auroraedr.km.emulator.cm;

import static dev.auroraedr.km.emulator.cm.RegistryRig.SOFTWARE;
import static dev.auroraedr.km.emulator.cm.RegistryRig.SYSTEM;
import static dev.auroraedr.km.emulator.cm.RegistryRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class RegistryTreeTest {
  private final RegistryRig rig = new RegistryRig();

  private int nt(ToIntFunction<NtRegistry> service) {
    return rig.as(rig.program, () -> service.applyAsInt(rig.registry.nt()));
  }

  @Test
  void shouldKeepCase_andFindWithoutIt() {
    assertThat(rig.create(rig.program, null, SOFTWARE + "\\Contoso").created()).isTrue();
    OpenedKey again = rig.create(rig.program, null, "\\registry\\machine\\Software\\cONTOSO");
    assertThat(again.created()).isFalse();
    assertThat(again.key().path()).hasToString(SOFTWARE + "\\Contoso");
    assertThat(rig.open(rig.program, null, SOFTWARE + "\\\\contoso\\").status()).isZero();
  }

  @Test
  void shouldUpcaseBeyondAscii_butNeverIntoIt() {
    rig.create(rig.program, null, SOFTWARE + "\\\u00e4\u017f");
    assertThat(rig.open(rig.program, null, SOFTWARE + "\\\u00c4\u017f").status()).isZero();
    assertThat(rig.open(rig.program, null, SOFTWARE + "\\\u00c4s").status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldMakeTheLastComponentOnly() {
    assertThat(rig.create(rig.program, null, SOFTWARE + "\\a\\b").status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(rig.create(rig.program, null, "\\REGISTRY\\MACHINE\\New").status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(rig.create(rig.program, null, SOFTWARE + '\\' + "k".repeat(255)).status()).isZero();
    assertThat(rig.create(rig.program, null, SOFTWARE + '\\' + "k".repeat(256)).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldRefuseNames_thatDoNotLeadToTheRegistry() {
    KeyObject root = rig.content.key(SOFTWARE);
    assertThat(rig.open(rig.program, null, "SOFTWARE").status())
        .isEqualTo(NtStatus.OBJECT_PATH_SYNTAX_BAD);
    assertThat(rig.open(rig.program, root, SOFTWARE).status())
        .isEqualTo(NtStatus.OBJECT_PATH_SYNTAX_BAD);
    assertThat(rig.open(rig.program, null, "\\REGISTRYX\\MACHINE").status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldOpenRelativeToARoot_andTheRootItselfByAnEmptyName() {
    KeyObject root = rig.content.key(SOFTWARE + "\\Root");
    OpenedKey below = rig.create(rig.program, root, "x");
    assertThat(below.key().path()).hasToString(SOFTWARE + "\\Root\\x");
    OpenedKey same = rig.create(rig.program, root, "");
    assertThat(same.created()).isFalse();
    assertThat(same.key().path()).hasToString(SOFTWARE + "\\Root");
  }

  @Test
  void shouldFollowCurrentControlSet() {
    OpenedKey made =
        rig.create(rig.program, null, SYSTEM + "\\CurrentControlSet\\Services\\Contoso");
    assertThat(made.created()).isTrue();
    assertThat(made.key().path()).hasToString(SYSTEM + "\\ControlSet001\\Services\\Contoso");
    assertThat(rig.content.value(SYSTEM + "\\Select", "current").data())
        .containsExactly(1, 0, 0, 0);
  }

  @Test
  void shouldKeepValues_withTypeBytesAndFirstName() {
    KeyObject key = rig.content.key(SOFTWARE + "\\V");
    assertThat(nt(nt -> nt.setValue(key, text("Name"), 0x1234, new byte[] {1, 2, 3}))).isZero();
    assertThat(nt(nt -> nt.setValue(key, text("NAME"), 3, new byte[] {9}))).isZero();
    assertThat(nt(nt -> nt.setValue(key, text(""), 1, new byte[0]))).isZero();
    KeyValue value = rig.content.value(SOFTWARE + "\\V", "name");
    assertThat(value.name()).isEqualTo("Name");
    assertThat(value.type()).isEqualTo(3);
    assertThat(value.data()).containsExactly(9);
    assertThat(rig.content.values(SOFTWARE + "\\V")).hasSize(2);
    assertThat(nt(nt -> nt.deleteValue(key, text("nAmE")))).isZero();
    assertThat(nt(nt -> nt.deleteValue(key, text("name"))))
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldCopyData_soThatNobodyChangesItLater() {
    byte[] data = {1};
    KeyObject key = rig.content.key(SOFTWARE + "\\V");
    nt(nt -> nt.setValue(key, text("v"), 3, data));
    data[0] = 2;
    assertThat(rig.content.value(SOFTWARE + "\\V", "v").data()).containsExactly(1);
  }

  @Test
  void shouldDeleteLeavesOnly_andRefuseWhatIsDoneWithADeletedKey() {
    KeyObject parent = rig.content.key(SOFTWARE + "\\P");
    KeyObject key = rig.content.key(SOFTWARE + "\\P\\K");
    assertThat(nt(nt -> nt.deleteKey(parent))).isEqualTo(NtStatus.CANNOT_DELETE);
    assertThat(nt(nt -> nt.deleteKey(key))).isZero();
    assertThat(rig.content.find(SOFTWARE + "\\P\\K")).isNull();
    assertThat(key.isDeleted()).isTrue();
    int gone = NtStatus.KEY_DELETED;
    assertThat(nt(nt -> nt.deleteKey(key))).isEqualTo(gone);
    assertThat(nt(nt -> nt.setValue(key, text("v"), 1, new byte[0]))).isEqualTo(gone);
    assertThat(nt(nt -> nt.deleteValue(key, text("v")))).isEqualTo(gone);
    assertThat(nt(nt -> nt.renameKey(key, text("v")))).isEqualTo(gone);
    assertThat(nt(nt -> nt.flushKey(key))).isEqualTo(gone);
    assertThat(nt(nt -> nt.setSecurity(key, new byte[1]))).isEqualTo(gone);
    assertThat(nt(nt -> nt.queryValue(key, text("v"), new byte[20], 20).status())).isEqualTo(gone);
    assertThat(rig.create(rig.program, key, "below").status()).isEqualTo(gone);
    assertThat(rig.create(rig.program, null, SOFTWARE + "\\P\\K").created()).isTrue();
    assertThat(key.isDeleted()).isTrue();
  }

  @Test
  void shouldNotDeleteHives() {
    assertThat(nt(nt -> nt.deleteKey(rig.content.key("\\REGISTRY\\MACHINE\\SAM"))))
        .isEqualTo(NtStatus.CANNOT_DELETE);
    assertThat(nt(nt -> nt.renameKey(rig.content.key(SOFTWARE), text("x"))))
        .isEqualTo(NtStatus.ACCESS_DENIED);
  }

  @Test
  void shouldRename_soThatAllBelowAndOpenKeysFollow() {
    KeyObject key = rig.content.key(SOFTWARE + "\\Old");
    KeyObject below = rig.content.key(SOFTWARE + "\\Old\\x\\y");
    assertThat(nt(nt -> nt.renameKey(key, text("New")))).isZero();
    assertThat(below.path()).hasToString(SOFTWARE + "\\New\\x\\y");
    assertThat(rig.content.find(SOFTWARE + "\\Old")).isNull();
    assertThat(rig.content.find(SOFTWARE + "\\new\\X")).isNotNull();
    assertThat(nt(nt -> nt.renameKey(key, text("NEW")))).isZero();
    assertThat(key.path()).hasToString(SOFTWARE + "\\NEW");
  }

  @Test
  void shouldRefuseNewNames_thatAreTakenOrPathsOrEmpty() {
    KeyObject key = rig.content.key(SOFTWARE + "\\Old");
    rig.content.key(SOFTWARE + "\\Taken");
    assertThat(nt(nt -> nt.renameKey(key, text("TAKEN")))).isEqualTo(NtStatus.CANNOT_DELETE);
    assertThat(nt(nt -> nt.renameKey(key, text("a\\b")))).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(nt(nt -> nt.renameKey(key, text("")))).isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldKeepSecurityAsItWasSet() {
    KeyObject key = rig.content.key(SOFTWARE + "\\S");
    assertThat(nt(nt -> nt.setSecurity(key, new byte[] {7}))).isZero();
    assertThat(rig.content.security(SOFTWARE + "\\S")).containsExactly(7);
  }

  @Test
  void shouldLeadA32BitProgramIntoItsOwnView() {
    OpenedKey made = rig.create(rig.narrow, null, SOFTWARE + "\\Contoso");
    assertThat(made.key().path()).hasToString(SOFTWARE + "\\WOW6432Node\\Contoso");
    assertThat(rig.content.find(SOFTWARE + "\\Contoso")).isNull();
    assertThat(rig.open(rig.narrow, null, SOFTWARE).key().path())
        .hasToString(SOFTWARE + "\\WOW6432Node");
    KeyObject wide = rig.content.key(SOFTWARE + "\\Microsoft");
    assertThat(rig.create(rig.narrow, wide, "x").key().path())
        .hasToString(SOFTWARE + "\\Microsoft\\x");
  }

  @Test
  void shouldShareWhatWow64Shares_andRedirectClsid() {
    String options = "\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options";
    assertThat(rig.create(rig.narrow, null, SOFTWARE + options + "\\x").key().path())
        .hasToString(SOFTWARE + options + "\\x");
    assertThat(rig.create(rig.narrow, null, SOFTWARE + "\\Classes\\.x").key().path())
        .hasToString(SOFTWARE + "\\Classes\\.x");
    assertThat(rig.create(rig.narrow, null, SOFTWARE + "\\Classes\\CLSID\\x").key().path())
        .hasToString(SOFTWARE + "\\Classes\\WOW6432Node\\CLSID\\x");
    String user = "\\REGISTRY\\USER\\S-1-5-18";
    assertThat(rig.create(rig.narrow, null, user + "\\SOFTWARE\\x").key().path())
        .hasToString(user + "\\SOFTWARE\\x");
    assertThat(rig.create(rig.narrow, null, user + "\\SOFTWARE\\Classes\\CLSID\\x").key().path())
        .hasToString(user + "_Classes\\WOW6432Node\\CLSID\\x");
  }

  @Test
  void shouldChooseTheViewByAccess() {
    int wide = KeyInformation.KEY_WOW64_64KEY;
    int thin = KeyInformation.KEY_WOW64_32KEY;
    OpenedKey first =
        rig.as(rig.narrow, () -> rig.registry.nt().createKey(null, text(SOFTWARE + "\\a"), wide));
    OpenedKey second =
        rig.as(rig.program, () -> rig.registry.nt().createKey(null, text(SOFTWARE + "\\b"), thin));
    assertThat(first.key().path()).hasToString(SOFTWARE + "\\a");
    assertThat(second.key().path()).hasToString(SOFTWARE + "\\WOW6432Node\\b");
  }
}
