package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;

/**
 * Something happens on the machine that driver callbacks see.
 *
 * @param stimulus what; files, processes and held operations by the steps that made them
 */
record Stimulate(Stimulus stimulus) implements MachineOperation {
  @Override
  public void perform(LiveMachine live, int step, Facts facts) {
    StimulusResult result = live.machine().stimulate(live.ids().resolve(stimulus));
    if (stimulus instanceof FileStimulus.Hold) {
      live.ids().made(step, result.id());
      live.held().put(step, result.id());
      if (((FileStimulus.Hold) stimulus).operation() instanceof FileStimulus.CloseFile close) {
        live.ids().ended((int) close.file());
      }
      return;
    }
    if (stimulus instanceof FileStimulus.FinishHeld finish) {
      live.held().remove((int) finish.held());
    }
    facts.status("status", result.status());
    keep(live.ids(), step, result, facts);
  }

  @Override
  public String name() {
    Stimulus named = stimulus instanceof RegistryStimulus.By by ? by.stimulus() : stimulus;
    return named.getClass().getSimpleName();
  }

  private void keep(Ids ids, int step, StimulusResult result, Facts facts) {
    if (stimulus instanceof ProcessStimulus.StartProcess) {
      facts.number("process", facts.normaliser().id(result.id()));
      if (result.status() == 0) {
        ids.made(step, result.id());
      } else {
        ids.neverRan(step, result.id());
      }
    } else if (stimulus instanceof ProcessStimulus.ExitProcess exit) {
      ids.ended((int) exit.processId());
    } else if (stimulus instanceof FileStimulus.CloseFile close) {
      ids.ended((int) close.file());
    } else if (stimulus instanceof FileStimulus.FinishHeld finish) {
      ids.ended((int) finish.held());
      keepFile(ids, step, result, facts);
    } else if (stimulus instanceof FileChange.QueryFileId) {
      facts.number("file id", facts.normaliser().fileId(result.id()));
      ids.made(step, result.id());
    } else if (stimulus instanceof FileStimulus) {
      keepFile(ids, step, result, facts);
    } else {
      boolean access = stimulus instanceof HandleStimulus;
      facts.number(access ? "access" : "result", result.id());
    }
  }

  /** The number of an open file is the target's own: only whether there is one can be compared. */
  private static void keepFile(Ids ids, int step, StimulusResult result, Facts facts) {
    facts.flag("kept open", result.id() != 0);
    if (result.id() != 0) {
      ids.made(step, result.id());
    }
  }
}
