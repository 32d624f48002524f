package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.Stimulus;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Writes a record's components in order: int as u32, long as u64, boolean as a flag, a text, an
 * enum's ordinal, bytes; a record within it likewise, and a stimulus within it after its number.
 */
final class Components {
  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .toArray(Method[]::new);
        }
      };

  private Components() {}

  static Message write(Message message, Record record) {
    for (Method accessor : ACCESSORS.get(record.getClass())) {
      write(message, accessor, value(record, accessor));
    }
    return message;
  }

  private static Object value(Record record, Method accessor) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's component can be read", e);
    }
  }

  private static void write(Message message, Method accessor, Object value) {
    Class<?> type = accessor.getReturnType();
    if (type == int.class) {
      message.u32((Integer) value);
    } else if (type == long.class) {
      message.u64((Long) value);
    } else if (type == boolean.class) {
      message.flag((Boolean) value);
    } else if (type == String.class) {
      message.text((String) value);
    } else if (type == byte[].class) {
      message.bytes((byte[]) value);
    } else if (value instanceof Enum<?> constant) {
      message.u32(constant.ordinal());
    } else if (value instanceof Stimulus stimulus) {
      write(message.u32(Stimuli.number(stimulus)), (Record) stimulus);
    } else if (value instanceof Record nested) {
      write(message, nested);
    } else {
      throw new IllegalArgumentException("no message can hold the component " + accessor);
    }
  }
}
