package dev.auroraedr.km.client.win32;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The device on this Windows system. */
final class Win32DevicePort implements DevicePort {
  private static final int GENERIC_READ_WRITE = 0xC0000000;
  private static final int SHARE_READ_WRITE = 3;
  private static final int FLAG_OVERLAPPED = 0x40000000;

  private final Win32System system;
  private final String path;
  private final Queue<Win32DeviceHandle> handles = new ConcurrentLinkedQueue<>();
  private final Queue<Win32CompletionPort> ports = new ConcurrentLinkedQueue<>();

  Win32DevicePort(Win32System system, String path) {
    this.system = system;
    this.path = path;
  }

  @Override
  public DeviceHandle open() throws PortException {
    Kernel32Calls.Outcome opened =
        system.calls().createFile(path, GENERIC_READ_WRITE, SHARE_READ_WRITE, FLAG_OVERLAPPED);
    require("CreateFileW(" + path + ")", opened);
    Win32DeviceHandle handle = new Win32DeviceHandle(system, opened.handle());
    handles.removeIf(Win32DeviceHandle::isClosed);
    handles.add(handle);
    return handle;
  }

  @Override
  public CompletionPort createCompletionPort() throws PortException {
    Kernel32Calls.Outcome made = system.calls().createIoCompletionPort(null, null, 0);
    require("CreateIoCompletionPort()", made);
    Win32CompletionPort port = new Win32CompletionPort(system, made.handle());
    ports.removeIf(Win32CompletionPort::isClosed);
    ports.add(port);
    return port;
  }

  @Override
  public void close() {
    handles.forEach(Win32DeviceHandle::close);
    ports.forEach(Win32CompletionPort::close);
  }

  private static void require(String call, Kernel32Calls.Outcome outcome) throws PortException {
    if (outcome.error() != 0) {
      throw new PortException(call, outcome.error(), OptionalInt.empty());
    }
  }
}
