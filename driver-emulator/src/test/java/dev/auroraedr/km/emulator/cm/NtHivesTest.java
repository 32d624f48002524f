package dev.auroraedr.km.emulator.cm;

import static dev.auroraedr.km.emulator.cm.RegistryRig.SOFTWARE;
import static dev.auroraedr.km.emulator.cm.RegistryRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import org.junit.jupiter.api.Test;

class NtHivesTest {
  private static final UnicodeString FILE = text("\\??\\C:\\hive.dat");
  private static final String USER = "\\REGISTRY\\USER\\S-1-5-21-9";

  private final RegistryRig rig = new RegistryRig();
  private final NtHives hives = rig.registry.hives();

  private void saveOne() {
    rig.content.setValue(SOFTWARE + "\\K\\x", "v", 3, new byte[] {1});
    assertThat(hives.save(rig.content.key(SOFTWARE + "\\K"), FILE)).isZero();
  }

  @Test
  void shouldLoadWhatWasSaved_andKeepWhatWasWritten() {
    saveOne();
    assertThat(hives.load(null, text(USER), FILE)).isZero();
    assertThat(rig.content.value(USER + "\\x", "v").data()).containsExactly(1);
    rig.content.setValue(USER + "\\x", "v", 3, new byte[] {2});
    KeyObject below = rig.content.key(USER + "\\x");
    assertThat(hives.unload(rig.content.key(USER))).isZero();
    assertThat(below.isDeleted()).isTrue();
    assertThat(rig.content.find(USER)).isNull();
    assertThat(hives.load(null, text("\\REGISTRY\\A\\{1}"), FILE)).isZero();
    assertThat(rig.content.value("\\REGISTRY\\A\\{1}\\x", "v").data()).containsExactly(2);
    assertThat(rig.content.value(SOFTWARE + "\\K\\x", "v").data()).containsExactly(1);
  }

  @Test
  void shouldLoadOnlyWhereAHiveBelongs_andUnloadOnlyWhatWasLoaded() {
    int invalid = NtStatus.INVALID_PARAMETER;
    assertThat(hives.load(null, text(SOFTWARE + "\\K"), FILE)).isEqualTo(invalid);
    assertThat(hives.load(null, text("\\REGISTRY\\New"), FILE)).isEqualTo(invalid);
    assertThat(hives.load(null, text(SOFTWARE), FILE)).isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
    assertThat(hives.load(null, text("\\REGISTRY\\X\\y"), FILE))
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(hives.unload(rig.content.key(SOFTWARE))).isEqualTo(invalid);
    KeyObject root = rig.content.key("\\REGISTRY\\USER");
    assertThat(hives.load(root, text("New"), FILE)).isZero();
    KeyObject loaded = rig.content.find("\\REGISTRY\\USER\\new");
    assertThat(hives.unload(loaded)).isZero();
    assertThat(hives.unload(loaded)).isEqualTo(NtStatus.KEY_DELETED);
  }

  @Test
  void shouldRestoreInPlaceOfWhatWasThere() {
    saveOne();
    KeyObject key = rig.content.key(SOFTWARE + "\\Other");
    rig.content.setValue(SOFTWARE + "\\Other", "old", 3, new byte[1]);
    KeyObject below = rig.content.key(SOFTWARE + "\\Other\\old");
    assertThat(hives.restore(key, text("none"))).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(hives.restore(key, text("\\??\\c:\\HIVE.dat"))).isZero();
    assertThat(below.isDeleted()).isTrue();
    assertThat(rig.content.values(SOFTWARE + "\\Other")).isEmpty();
    assertThat(rig.content.subkeys(SOFTWARE + "\\Other")).containsExactly("x");
  }

  @Test
  void shouldReplaceAHive_keepingItsContentUntilTheNextBoot() {
    saveOne();
    assertThat(hives.replace(rig.content.key(SOFTWARE), FILE, text("old"))).isZero();
    assertThat(rig.content.find(SOFTWARE + "\\K")).isNotNull();
    assertThat(hives.load(null, text(USER), text("OLD"))).isZero();
    assertThat(rig.content.find(USER + "\\Microsoft")).isNotNull();
    assertThat(hives.replace(rig.content.key(SOFTWARE + "\\K"), FILE, text("old")))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(hives.replace(rig.content.key(SOFTWARE), text("no"), text("old")))
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldAskTheCallbacksFirst() {
    saveOne();
    rig.registry.registerCallback(rig.noting("a", NtStatus.ACCESS_DENIED));
    KeyObject key = rig.content.key(SOFTWARE + "\\K");
    int denied = NtStatus.ACCESS_DENIED;
    assertThat(hives.load(null, text(USER), FILE)).isEqualTo(denied);
    assertThat(hives.unload(key)).isEqualTo(denied);
    assertThat(hives.restore(key, FILE)).isEqualTo(denied);
    assertThat(hives.replace(key, FILE, FILE)).isEqualTo(denied);
    assertThat(hives.save(key, FILE)).isEqualTo(denied);
    assertThat(rig.seen)
        .containsExactly("a 32 " + USER, "a 34 null", "a 41 null", "a 45 null", "a 43 null");
    assertThat(rig.content.find(USER)).isNull();
  }
}
