package dev.auroraedr.km.conformance.target.hosted;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.io.IOException;
import java.util.Locale;

/** A machine profile in the form of its file, with the changes that a test made to it. */
final class ProfileJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new SimpleModule().addSerializer(enums(), new AsInTheFiles()))
          .build();

  private ProfileJson() {}

  static String of(MachineProfile profile) {
    try {
      return JSON.writeValueAsString(profile);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a profile is always writable", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Class<Enum<?>> enums() {
    return (Class<Enum<?>>) (Class<?>) Enum.class;
  }

  /** {@code SECOND_SLOT} is {@code second-slot}. */
  private static final class AsInTheFiles extends JsonSerializer<Enum<?>> {
    @Override
    public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
