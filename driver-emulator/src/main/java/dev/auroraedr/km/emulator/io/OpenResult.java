package dev.auroraedr.km.emulator.io;

/**
 * What NtCreateFile gives.
 *
 * @param status NTSTATUS
 * @param information IoStatus.Information of the create
 * @param handle the handle; 0 if it failed
 */
public record OpenResult(int status, long information, long handle) {
  static OpenResult failed(int status) {
    return new OpenResult(status, 0, 0);
  }
}
