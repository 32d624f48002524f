package dev.auroraedr.km.conformance.property;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who runs, who has which handle to whom, and which events must have been made, by PRC-1, PRC-2,
 * OBJ-1 and OBJ-3 told once more, without any path: an image is a role here.
 */
final class ProcessModel {
  static final int ALL = 0x1FFFFF;
  private static final int TAKEN = 0x21;

  /** What an image is to the policy. */
  enum Role {
    SENSOR,
    TRUSTED,
    ORDINARY,
    LOOKALIKE,
    BLOCKED
  }

  /** A process and the handles that it has, by the id of the process they are to. */
  record Person(long id, Role role, Map<Long, Integer> handles) {}

  final List<Person> running = new ArrayList<>();
  final List<Long> usedIds = new ArrayList<>();
  final List<String> processEvents = new ArrayList<>();
  final List<String> handleEvents = new ArrayList<>();

  /** Whether a process of this role starts at all. */
  static boolean starts(Role role) {
    return role != Role.BLOCKED;
  }

  /** A process was started; returns it, ended already if it was refused. */
  Person started(long id, Role role, Person creator) {
    Person made = new Person(id, role, new HashMap<>());
    processEvents.add((starts(role) ? "create " : "blocked ") + id + " by " + creator.id());
    access(creator, creator, made, ALL, false);
    if (starts(role)) {
      running.add(made);
    } else {
      processEvents.add("exit " + id);
      usedIds.add(id);
    }
    return made;
  }

  void exited(Person person) {
    running.remove(person);
    usedIds.add(person.id());
    processEvents.add("exit " + person.id());
  }

  /** Access that a handle gets; the event is noted if there must be one. */
  int access(Person caller, Person opener, Person target, int asked, boolean duplicate) {
    boolean free =
        opener == target || opener.role() == Role.SENSOR || opener.role() == Role.TRUSTED;
    if (target.role() != Role.SENSOR || free || (asked & TAKEN) == 0) {
      return asked;
    }
    int left = asked & ~TAKEN;
    handleEvents.add(
        (duplicate ? "duplicate to " : "open of ")
            + target.id()
            + " by "
            + caller.id()
            + " for "
            + opener.id()
            + " "
            + Integer.toHexString(asked)
            + " left "
            + Integer.toHexString(left));
    return left;
  }
}
