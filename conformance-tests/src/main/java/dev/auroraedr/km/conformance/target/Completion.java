package dev.auroraedr.km.conformance.target;

/**
 * The end of a request.
 *
 * @param status final NTSTATUS
 * @param information IoStatus.Information; 0 where the system did not tell (a synchronous error)
 * @param output the caller's whole output buffer after the end, {@link ControlRequest#FILL} where
 *     nothing was written
 */
public record Completion(int status, long information, byte[] output) {}
