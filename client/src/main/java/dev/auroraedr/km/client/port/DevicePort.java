package dev.auroraedr.km.client.port;

/**
 * A system on which the device can be opened: Windows itself, an emulated machine, a hosted driver.
 * Bytes only; knows no protocol. Thread-safe.
 */
public interface DevicePort extends AutoCloseable {
  /**
   * Opens the device for overlapped requests. Every call makes a handle, and so a session, of its
   * own (DEV-3).
   *
   * @throws PortException with the system's error if the open is refused
   */
  DeviceHandle open() throws PortException;

  /** Creates a completion port for handles of this system. */
  CompletionPort createCompletionPort() throws PortException;

  /** Ends the connection; handles and ports that are still open are closed. Idempotent. */
  @Override
  void close();
}
