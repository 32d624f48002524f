package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.LiveMachine.OpenHandle;
import dev.auroraedr.km.conformance.diff.LiveMachine.OpenPort;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;
import java.time.Duration;

/** Programs that open the device, and what they do with handles and ports. */
sealed interface CallerOperation extends Operation {
  /** Starts a program. */
  record StartCaller(CallerSpec.Account account, boolean wow64) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      CallerProcess process = live.machine().startProcess(new CallerSpec(account, wow64));
      live.callers().put(step, process);
      live.ids().made(step, process.processId());
      facts.number("process", facts.normaliser().id(process.processId()));
    }
  }

  /**
   * Opens a path.
   *
   * @param root handle that the path is relative to; 0 for none
   */
  record Open(int caller, String path, int root, int access, boolean overlapped)
      implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      CallerProcess process = LiveMachine.made(live.callers(), caller);
      TargetHandle under = root == 0 ? null : rootOf(live);
      OpenResult result = process.open(new OpenRequest(path, under, access, overlapped));
      facts.status("status", result.status());
      facts.number("information", result.information());
      facts.flag("a handle", result.handle() != null);
      if (result.handle() != null) {
        live.handles().put(step, new OpenHandle(result.handle(), caller, step, overlapped));
      }
    }

    private TargetHandle rootOf(LiveMachine live) {
      OpenHandle handle = LiveMachine.made(live.handles(), root);
      live.require(handle.caller() == caller);
      return handle.handle();
    }
  }

  /** Duplicates a handle into a program. */
  record Duplicate(int handle, int into) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle from = LiveMachine.made(live.handles(), handle);
      TargetHandle copy = from.handle().duplicate(LiveMachine.made(live.callers(), into));
      live.handles().put(step, new OpenHandle(copy, into, from.file(), from.overlapped()));
    }
  }

  /** Closes a handle. */
  record Close(int handle) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle closing = LiveMachine.made(live.handles(), handle);
      live.require(!live.parks(closing));
      live.handles().remove(handle);
      closing.handle().close();
      facts.flag("closed", closing.handle().closed());
    }
  }

  /** Ends a program. */
  record Kill(int caller) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      LiveMachine.made(live.callers(), caller).kill();
      live.forgetCaller(caller);
    }
  }

  /** Calls another major function; on overlapped handles without a port, where it can't park. */
  record CallMajor(int handle, TargetHandle.MajorFunction function) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle called = LiveMachine.made(live.handles(), handle);
      live.require(called.overlapped() && !live.boundFiles().contains(called.file()));
      Completion completion = called.handle().call(function);
      facts.status("status", completion.status());
      facts.number("information", completion.information());
      facts.bytes("output", completion.output());
    }
  }

  /** Creates a completion port. */
  record CreatePort(int caller) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      TargetPort port = LiveMachine.made(live.callers(), caller).createPort();
      live.ports().put(step, new OpenPort(port, caller));
    }
  }

  /** Binds a handle to a port; nothing may pend on it, as how that ends would be left open. */
  record Bind(int handle, int port, long key) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle bound = LiveMachine.made(live.handles(), handle);
      OpenPort to = LiveMachine.made(live.ports(), port);
      live.require(bound.overlapped() && bound.caller() == to.caller());
      live.require(!live.requests().hasPending());
      int status = bound.handle().bind(to.port(), key);
      facts.status("status", status);
      if (status == 0) {
        live.boundFiles().add(bound.file());
      }
    }
  }

  /** Takes packets that are there. */
  record Dequeue(int port, int most) implements CallerOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenPort from = LiveMachine.made(live.ports(), port);
      live.machine().quiesce();
      for (TargetPort.Packet packet : from.port().dequeue(most, Duration.ZERO)) {
        live.requests().dequeued(packet.key(), packet.submission(), packet.completion(), facts);
      }
    }
  }
}
