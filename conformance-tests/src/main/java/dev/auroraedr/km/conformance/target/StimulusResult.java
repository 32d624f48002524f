package dev.auroraedr.km.conformance.target;

/**
 * Outcome of an operation.
 *
 * @param status NTSTATUS that the operation's caller got
 * @param id what it made: process id, file handle or key handle number; 0 if nothing
 */
public record StimulusResult(int status, long id) {}
