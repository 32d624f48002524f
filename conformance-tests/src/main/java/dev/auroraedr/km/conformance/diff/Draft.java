package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A script in the making, and what its steps are believed to have made. The belief is simple, and
 * wrong now and then: such a step is left out when it is played. Not thread-safe.
 */
final class Draft {
  private static final int STALE = 25;

  private final Seeded random;
  private final MachineProfile profile;
  private final List<Step> steps = new ArrayList<>();
  final Made callers = new Made();
  final Made handles = new Made();
  final Made streams = new Made();
  final Made receives = new Made();
  final Made ports = new Made();
  final Made references = new Made();
  final Made files = new Made();
  final Made directories = new Made();
  final Made fileIds = new Made();
  final Made held = new Made();
  final Made processes = new Made();
  final Made ended = new Made();
  final Made filters = new Made();
  final Made watches = new Made();
  final List<String> volumes = new ArrayList<>();
  private final Set<String> everMounted = new HashSet<>();

  Draft(Seeded random, MachineProfile profile) {
    this.random = random;
    this.profile = profile;
    profile.volumes().forEach(volume -> addVolume(volume.device()));
  }

  /** Things of one kind, by the steps that made them; each may belong to another. */
  final class Made {
    private final List<int[]> live = new ArrayList<>();
    private final List<int[]> gone = new ArrayList<>();

    void add(int step, int owner) {
      live.add(new int[] {step, owner});
    }

    void add(int step) {
      add(step, 0);
    }

    boolean isEmpty() {
      return live.isEmpty();
    }

    int size() {
      return live.size();
    }

    /** One of them, now and then one that is gone; 0 if there never was one. */
    int any() {
      if (!gone.isEmpty() && random.oneIn(STALE)) {
        return random.pick(gone)[0];
      }
      return live.isEmpty() ? 0 : random.pick(live)[0];
    }

    /** One of them, or 0. */
    int orNone() {
      return random.oneIn(3) ? 0 : any();
    }

    int ownerOf(int step) {
      for (int[] each : live) {
        if (each[0] == step) {
          return each[1];
        }
      }
      return 0;
    }

    /** One that belongs to that; 0 if none does. */
    int of(int owner) {
      List<int[]> own = live.stream().filter(each -> each[1] == owner).toList();
      return own.isEmpty() ? 0 : random.pick(own)[0];
    }

    void remove(int step) {
      live.removeIf(each -> each[0] == step && gone.add(each));
    }

    void removeOf(int owner) {
      live.removeIf(each -> each[1] == owner && gone.add(each));
    }

    void clear() {
      gone.addAll(live);
      live.clear();
    }
  }

  Seeded random() {
    return random;
  }

  MachineProfile profile() {
    return profile;
  }

  String systemVolume() {
    return profile.systemVolume().device();
  }

  void addVolume(String device) {
    volumes.add(device);
    everMounted.add(device);
  }

  /** Whether there ever was a volume of that name: a dismounted one may still be there. */
  boolean wasVolume(String device) {
    return everMounted.contains(device);
  }

  int add(Operation operation) {
    int step = steps.size() + 1;
    steps.add(new Step(step, operation));
    return step;
  }

  int add(Stimulus stimulus) {
    return add(new Stimulate(stimulus));
  }

  int size() {
    return steps.size();
  }

  List<Step> steps() {
    return steps;
  }
}
