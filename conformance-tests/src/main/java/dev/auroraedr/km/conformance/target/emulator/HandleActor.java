package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.world.HandleWorld;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens, duplicates and closes process handles in the name of programs. Thread-safe. */
final class HandleActor {
  private final EmulatedMachine machine;
  private final Process program;
  private final Map<List<Process>, Long> newest = new ConcurrentHashMap<>();

  HandleActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(HandleStimulus stimulus) {
    if (stimulus instanceof HandleStimulus.OpenProcess open) {
      return open(open);
    }
    if (stimulus instanceof HandleStimulus.OpenThread open) {
      return openThread(open);
    }
    if (stimulus instanceof HandleStimulus.DuplicateHandle duplicate) {
      return duplicate(duplicate);
    }
    if (stimulus instanceof HandleStimulus.QueryAccess query) {
      return query(actor(query.holder()), process(query.processId()));
    }
    if (stimulus instanceof HandleStimulus.CloseHandle close) {
      return close(actor(close.holder()), process(close.processId()));
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  private StimulusResult open(HandleStimulus.OpenProcess open) {
    Opening how = open.how();
    KThread opener = actor(how.opener()).threadOfCaller();
    int attributes = how.inherit() ? ProcessHandles.OBJ_INHERIT : 0;
    OpenedHandle opened =
        handles().openProcess(opener, process(open.processId()), attributes, open.desiredAccess());
    if (opened.status() == NtStatus.SUCCESS) {
      keepOrClose(how, opener, process(open.processId()), opened.handle());
    }
    return granted(opened);
  }

  private void keepOrClose(Opening how, KThread opener, Process target, long handle) {
    if (how.keepOpen()) {
      newest.put(List.of(opener.process(), target), handle);
    } else {
      handles().close(opener, handle);
    }
  }

  /** What a stimulus opened last, else what the process got in another way. */
  private Long handleTo(Process holder, Process target) {
    Long kept = newest.get(List.of(holder, target));
    return kept != null ? kept : handles().handleTo(holder, target);
  }

  private StimulusResult openThread(HandleStimulus.OpenThread open) {
    KThread opener = actor(open.opener()).threadOfCaller();
    KThread target = process(open.processId()).threadOfCaller();
    OpenedHandle opened = handles().openThread(opener, target, open.desiredAccess());
    if (opened.status() == NtStatus.SUCCESS) {
      handles().close(opener, opened.handle());
    }
    return granted(opened);
  }

  private StimulusResult duplicate(HandleStimulus.DuplicateHandle duplicate) {
    Process source = actor(duplicate.source());
    Process receiver = actor(duplicate.receiver());
    Process target = process(duplicate.processId());
    Long handle = handleTo(source, target);
    if (handle == null) {
      return Actors.ended(NtStatus.INVALID_HANDLE);
    }
    long asked = duplicate.desiredAccess();
    OpenedHandle copy =
        handles()
            .duplicate(
                actor(duplicate.caller()).threadOfCaller(),
                source,
                handle,
                receiver,
                asked == HandleStimulus.SAME_ACCESS ? null : (int) asked);
    if (copy.status() == NtStatus.SUCCESS) {
      newest.put(List.of(receiver, target), copy.handle());
    }
    return granted(copy);
  }

  private StimulusResult query(Process holder, Process target) {
    Long handle = handleTo(holder, target);
    return handle == null
        ? Actors.ended(NtStatus.INVALID_HANDLE)
        : new StimulusResult(
            NtStatus.SUCCESS,
            Integer.toUnsignedLong(machine.objects().entry(holder, handle).grantedAccess()));
  }

  private StimulusResult close(Process holder, Process target) {
    Long handle = handleTo(holder, target);
    newest.remove(List.of(holder, target));
    return Actors.ended(
        handle == null
            ? NtStatus.INVALID_HANDLE
            : handles().close(holder.threadOfCaller(), handle));
  }

  private static StimulusResult granted(OpenedHandle opened) {
    return new StimulusResult(opened.status(), Integer.toUnsignedLong(opened.grantedAccess()));
  }

  private HandleWorld handles() {
    return machine.world().handles();
  }

  private Process actor(long id) {
    return id == 0 ? program : process(id);
  }

  private Process process(long id) {
    return Actors.process(machine, id);
  }
}
