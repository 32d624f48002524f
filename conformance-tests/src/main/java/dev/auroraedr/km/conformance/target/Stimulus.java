package dev.auroraedr.km.conformance.target;

/**
 * An operation on the machine that driver callbacks see, or that prepares one. Plain data, so that
 * a sequence can be stored and replayed. Names are NT names and may hold any UTF-16 unit.
 */
public sealed interface Stimulus
    permits FileStimulus, HandleStimulus, ProcessStimulus, RegistryStimulus {}
