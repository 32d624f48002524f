package dev.auroraedr.km.conformance.target;

/**
 * Outcome of an open.
 *
 * @param status NTSTATUS
 * @param information IoStatus.Information of the create
 * @param handle the handle, or null if the open failed
 */
public record OpenResult(int status, long information, TargetHandle handle) {}
