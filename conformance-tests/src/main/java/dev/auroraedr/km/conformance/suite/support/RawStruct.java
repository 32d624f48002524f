package dev.auroraedr.km.conformance.suite.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.auroraedr.km.fixtures.Resources;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One structure of the wire, its fields found by name in {@code abi/layout.json}: a codec that
 * shares no code with the client's decoder or a driver's encoder. A view of the given bytes; not
 * thread-safe.
 */
public final class RawStruct {
  private static final Map<String, Shape> SHAPES = shapes();

  private final Shape shape;
  private final ByteBuffer bytes;
  private final int base;

  private RawStruct(Shape shape, ByteBuffer bytes, int base) {
    this.shape = shape;
    this.bytes = bytes;
    this.base = base;
  }

  /** A structure of zeros. */
  public static RawStruct zeroed(String name) {
    return at(name, new byte[sizeOf(name)], 0);
  }

  /** A view of a structure that begins at {@code offset}. */
  public static RawStruct at(String name, byte[] bytes, int offset) {
    Shape shape = shape(name);
    if (offset < 0 || offset + shape.size > bytes.length) {
      throw new IllegalArgumentException(
          name + " at offset " + offset + " does not fit into " + bytes.length + " bytes");
    }
    return new RawStruct(shape, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), offset);
  }

  /** Size in bytes. */
  public static int sizeOf(String name) {
    return shape(name).size;
  }

  /** Sets an integer field; the value is cut to the field's width. */
  public RawStruct set(String field, long value) {
    Field f = field(field);
    switch (f.type) {
      case "u8" -> bytes.put(base + f.offset, (byte) value);
      case "u16" -> bytes.putShort(base + f.offset, (short) value);
      case "u32" -> bytes.putInt(base + f.offset, (int) value);
      case "u64" -> bytes.putLong(base + f.offset, value);
      default -> throw new IllegalArgumentException(field + " is " + f.type + ", not an integer");
    }
    return this;
  }

  /** Sets a field of bytes. */
  public RawStruct set(String field, byte[] value) {
    bytes.put(base + field(field).offset, value);
    return this;
  }

  /** An integer field, unsigned but for u64. */
  public long get(String field) {
    Field f = field(field);
    return switch (f.type) {
      case "u8" -> Byte.toUnsignedLong(bytes.get(base + f.offset));
      case "u16" -> Short.toUnsignedLong(bytes.getShort(base + f.offset));
      case "u32" -> Integer.toUnsignedLong(bytes.getInt(base + f.offset));
      case "u64" -> bytes.getLong(base + f.offset);
      default -> throw new IllegalArgumentException(field + " is " + f.type + ", not an integer");
    };
  }

  /** A field of bytes. */
  public byte[] getBytes(String field) {
    Field f = field(field);
    byte[] value = new byte[f.size()];
    bytes.get(base + f.offset, value);
    return value;
  }

  /** The bytes behind this view, all of them. */
  public byte[] bytes() {
    return bytes.array();
  }

  private Field field(String name) {
    Field found = shape.fields.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the wire layout has no field " + name);
    }
    return found;
  }

  private static Shape shape(String name) {
    Shape found = SHAPES.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the wire layout has no structure " + name);
    }
    return found;
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (JsonNode struct : Resources.json("abi/layout.json").get("structs")) {
      Map<String, Field> fields = new LinkedHashMap<>();
      for (JsonNode f : struct.get("fields")) {
        fields.put(
            f.get("name").asText(), new Field(f.get("offset").asInt(), f.get("type").asText()));
      }
      shapes.put(struct.get("name").asText(), new Shape(struct.get("size").asInt(), fields));
    }
    return Map.copyOf(shapes);
  }

  private record Shape(int size, Map<String, Field> fields) {}

  private record Field(int offset, String type) {
    int size() {
      return type.startsWith("u8[")
          ? Integer.parseInt(type.substring(3, type.length() - 1))
          : Integer.parseInt(type.substring(1)) / 8;
    }
  }
}
