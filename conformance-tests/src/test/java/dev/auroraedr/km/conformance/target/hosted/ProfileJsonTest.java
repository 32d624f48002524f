package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import dev.auroraedr.km.fixtures.MachineProfile.ProcessNotify;
import dev.auroraedr.km.fixtures.MachineProfiles;
import dev.auroraedr.km.fixtures.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileJsonTest {
  static List<String> profiles() {
    return MachineProfiles.names();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void shouldSayWhatItsFileSays_whenAProfileIsUnchanged(String name) throws Exception {
    JsonNode written = new ObjectMapper().readTree(ProfileJson.of(MachineProfiles.load(name)));
    JsonNode file = Resources.json("profiles/" + name + ".json");
    file.fieldNames()
        .forEachRemaining(
            field -> {
              if (!List.of("schema", "processNotify").contains(field)) {
                assertThat(written.get(field)).as(field).isEqualTo(file.get(field));
              }
            });
    assertThat(written.get("processNotify").get("duplicate"))
        .isEqualTo(file.get("processNotify").get("duplicate"));
    assertThat(written.get("processNotify").get("refusedExit").isBoolean()).isTrue();
  }

  @Test
  void shouldWriteTheChange_whenATestChangedAProfile() throws Exception {
    ProcessNotify notify = new ProcessNotify(Duplicate.SECOND_SLOT, 3, false);
    String json =
        ProfileJson.of(MachineProfiles.load(MachineProfiles.DEFAULT).withProcessNotify(notify));
    assertThat(new ObjectMapper().readTree(json).get("processNotify").toString())
        .isEqualTo("{\"duplicate\":\"second-slot\",\"slots\":3,\"refusedExit\":false}");
  }
}
