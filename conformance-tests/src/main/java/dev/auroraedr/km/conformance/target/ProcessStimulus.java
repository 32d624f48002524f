package dev.auroraedr.km.conformance.target;

/** Processes start and end. */
public sealed interface ProcessStimulus extends Stimulus {
  /** Starts a process; the result's id is its process id. */
  record StartProcess(String imagePath, String commandLine) implements ProcessStimulus {}

  /** Ends a process started by a stimulus. */
  record ExitProcess(long processId) implements ProcessStimulus {}
}
