package dev.auroraedr.km.emulator.ob;

/**
 * Outcome of opening or duplicating.
 *
 * @param status STATUS_SUCCESS or why there is no handle
 * @param handle the handle; 0 if there is none
 * @param grantedAccess what it may be used for
 */
public record OpenedHandle(int status, long handle, int grantedAccess) {
  static OpenedHandle failed(int status) {
    return new OpenedHandle(status, 0, 0);
  }
}
