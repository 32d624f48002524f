package dev.auroraedr.km.conformance.target;

/** Handles to processes are opened and duplicated. */
public sealed interface HandleStimulus extends Stimulus {
  /** Opens a process with an access mask from an untrusted process; the id is the granted mask. */
  record OpenProcess(long processId, int desiredAccess) implements HandleStimulus {}
}
