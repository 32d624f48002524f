package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.auroraedr.km.conformance.target.Stimulus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * How scripts are written: each operation and stimulus an object whose {@code do} or {@code what}
 * names it and whose other properties are its components; bytes in hexadecimal.
 */
final class ScriptJson {
  static final JsonMapper MAPPER = mapper();

  private ScriptJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
  private interface NamedOperation {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
  private interface NamedStimulus {}

  private static JsonMapper mapper() {
    SimpleModule bytes = new SimpleModule();
    bytes.addSerializer(new HexWriter());
    bytes.addDeserializer(byte[].class, new HexReader());
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(bytes)
            .addMixIn(Operation.class, NamedOperation.class)
            .addMixIn(Stimulus.class, NamedStimulus.class)
            // Names may hold unpaired surrogates, which UTF-8 would lose.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    register(mapper, Operation.class);
    register(mapper, Stimulus.class);
    return mapper;
  }

  private static void register(JsonMapper mapper, Class<?> sealed) {
    for (Class<?> type : records(sealed)) {
      mapper.registerSubtypes(new NamedType(type, type.getSimpleName()));
    }
  }

  /** The records that a sealed type consists of. */
  static List<Class<?>> records(Class<?> sealed) {
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        records.add(permitted);
      } else {
        records.addAll(records(permitted));
      }
    }
    return records;
  }

  private static final class HexWriter extends StdSerializer<byte[]> {
    private static final long serialVersionUID = 1;

    HexWriter() {
      super(byte[].class);
    }

    @Override
    public void serialize(byte[] value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(HexFormat.of().formatHex(value));
    }
  }

  private static final class HexReader extends StdDeserializer<byte[]> {
    private static final long serialVersionUID = 1;

    HexReader() {
      super(byte[].class);
    }

    @Override
    public byte[] deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return HexFormat.of().parseHex(json.getText());
      } catch (IllegalArgumentException e) {
        throw context.weirdStringException(json.getText(), byte[].class, "not hexadecimal");
      }
    }
  }
}
