package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.conformance.scenario.Names.Named;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.emulator.Stage;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Optional;

/**
 * Performs single steps that make something happen on a machine, and remembers the names that they
 * give. Thread-safe.
 */
public final class StepPerformer {
  private final Stage stage;
  private final Names names = new Names();
  private final StimulusMaker maker;

  /** Performs on that machine. */
  public StepPerformer(Stage stage) {
    this.stage = stage;
    this.maker = new StimulusMaker(names, stage.systemVolume());
  }

  Names names() {
    return names;
  }

  StimulusMaker maker() {
    return maker;
  }

  /**
   * Performs a step written as JSON, as in a scenario's list of steps.
   *
   * @param source who wrote it, for messages
   * @return what the operation's caller got
   * @throws ScenarioException if the text is no such step, or names something that isn't there
   */
  public StimulusResult perform(String source, String json) throws ScenarioException {
    Step step = ScenarioReader.step(source, json, names.known());
    if (!step.kind().acts()) {
      throw new ScenarioException(
          step.place(), step.kind().word() + " makes nothing happen on the machine");
    }
    return perform(step);
  }

  /** Performs a step; its status is the caller's to judge. */
  StimulusResult perform(Step step) throws ScenarioException {
    if (step.kind() == StepKind.TAMPER) {
      return stage.tamper(step.text("callback", ""));
    }
    long owner = owner(step);
    StimulusResult result;
    try {
      result = owner == 0 ? stage.perform(maker.of(step)) : stage.performAs(owner, maker.of(step));
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(step.place(), e.getMessage());
    }
    Optional<String> name = step.text("as");
    if (name.isPresent() && StatusTable.isSuccess(result.status())) {
      names.give(name.get(), new Named(step.kind() == StepKind.CREATE_FILE, result.id(), owner));
    }
    return result;
  }

  private long owner(Step step) throws ScenarioException {
    if (step.text("file").isPresent()) {
      return names.file(step, "file").owner();
    }
    return step.text("by").isPresent() ? names.process(step, "by") : 0;
  }
}
