package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.Operation.LeftOutException;
import dev.auroraedr.km.conformance.target.Stimulus;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers that a target gave to what steps made: files kept open, held operations, file ids,
 * processes. Stimuli name steps instead, and get the numbers put in before they are performed.
 */
final class Ids {
  /** Components of stimuli that name what a step made. */
  private static final Set<String> NAMED =
      Set.of(
          "file",
          "directory",
          "related",
          "fileId",
          "held",
          "processId",
          "creator",
          "parent",
          "opener",
          "caller",
          "source",
          "receiver",
          "holder");

  private static final String ENDED = "endedId";
  private static final Map<Class<?>, Shape> SHAPES = new ConcurrentHashMap<>();

  private final Map<Integer, Long> live = new HashMap<>();
  private final Map<Integer, Long> ended = new HashMap<>();

  /** How a record is taken apart and put together. */
  private record Shape(RecordComponent[] components, Constructor<?> constructor, boolean named) {
    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        boolean named = Arrays.stream(components).anyMatch(Shape::mayName);
        return new Shape(components, constructor, named);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("a record has its constructor", e);
      }
    }

    private static boolean mayName(RecordComponent component) {
      return component.getType() == long.class
          || component.getType().isRecord()
          || Stimulus.class.isAssignableFrom(component.getType());
    }
  }

  void made(int step, long id) {
    live.put(step, id);
  }

  /** What the step made is gone. */
  void ended(int step) {
    Long id = live.remove(step);
    if (id != null) {
      ended.put(step, id);
    }
  }

  /** A process that never ran, but had an id. */
  void neverRan(int step, long id) {
    ended.put(step, id);
  }

  Map<Integer, Long> live() {
    return live;
  }

  /** The number of what a step made; 0 for step 0. */
  long of(long step) {
    return of(live, step);
  }

  private static long of(Map<Integer, Long> numbers, long step) {
    if (step == 0) {
      return 0;
    }
    Long id = numbers.get((int) step);
    if (id == null) {
      throw LeftOutException.INSTANCE;
    }
    return id;
  }

  /** The stimulus with numbers in the place of steps. */
  Stimulus resolve(Stimulus stimulus) {
    return (Stimulus) resolve((Record) stimulus);
  }

  private Object resolve(Record record) {
    Shape shape = SHAPES.computeIfAbsent(record.getClass(), Shape::of);
    if (!shape.named()) {
      return record;
    }
    Object[] values = new Object[shape.components().length];
    try {
      for (int i = 0; i < values.length; i++) {
        RecordComponent component = shape.components()[i];
        values[i] = resolve(component.getName(), component.getAccessor().invoke(record));
      }
      return shape.constructor().newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a stimulus is a plain public record", e);
    }
  }

  private Object resolve(String name, Object value) {
    if (value instanceof Record nested) {
      return resolve(nested);
    }
    if (value instanceof Long step) {
      return NAMED.contains(name)
          ? (Object) of(step)
          : name.equals(ENDED) ? (Object) of(ended, step) : value;
    }
    return value;
  }
}
