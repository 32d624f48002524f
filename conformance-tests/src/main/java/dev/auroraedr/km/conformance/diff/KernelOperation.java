package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.LiveMachine.DriverState;
import dev.auroraedr.km.conformance.diff.RequestOperation.Sending;
import dev.auroraedr.km.conformance.diff.Requests.Sent;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.Submission;

/** A kernel-mode component and the file objects that it holds. */
sealed interface KernelOperation extends Operation {
  /** References a handle's file object. */
  record Reference(int handle) implements KernelOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      var of = LiveMachine.made(live.handles(), handle);
      live.require(!live.boundFiles().contains(of.file()));
      live.references().put(step, live.machine().kernelCaller().reference(of.handle()));
    }
  }

  /**
   * Sends a request from kernel mode.
   *
   * @param reference file object; 0 for none
   */
  record ControlFromKernel(int reference, Sending request) implements KernelOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.require(live.driver() == DriverState.LOADED);
      ControlRequest sent = request.request(live);
      Submission submission =
          reference == 0
              ? live.machine().kernelCaller().controlWithoutFile(sent)
              : LiveMachine.made(live.references(), reference).control(sent);
      boolean receive = Requests.hasToken(sent.input());
      live.requests().sent(new Sent(step, 1, 0, 0, sent.code(), receive, false, submission), facts);
    }
  }

  /** Sends one more IRP_MJ_CLEANUP. */
  record CleanUp(int reference) implements KernelOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      Completion completion = LiveMachine.made(live.references(), reference).cleanup();
      facts.status("status", completion.status());
      facts.number("information", completion.information());
    }
  }

  /** Gives a file object back. */
  record Dereference(int reference) implements KernelOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      FileReference file = LiveMachine.made(live.references(), reference);
      live.references().remove(reference);
      file.close();
    }
  }
}
