package dev.auroraedr.km.emulator.machines;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.emulator.port.EmulatorPortProvider;
import java.nio.ByteBuffer;

/** Asks for callback health, so that what is missing is discovered (HLT-3). For one thread. */
final class Guard implements AutoCloseable {
  private final DevicePort port;
  private final DeviceHandle handle;
  private final ByteBuffer nothing = ByteBuffer.allocate(0);
  private final ByteBuffer report = ByteBuffer.allocate(CallbackHealthReportLayout.SIZE);

  private Guard(DevicePort port, DeviceHandle handle) {
    this.port = port;
    this.handle = handle;
  }

  static Guard on(DeviceName device) throws PortException {
    DevicePort port = new EmulatorPortProvider().connect(device);
    return new Guard(port, port.open());
  }

  /** QUERY_CALLBACK_HEALTH; what it says is for others to read, as an event. */
  void look() {
    report.clear();
    handle.control(ControlCode.QUERY_CALLBACK_HEALTH, nothing, report);
  }

  @Override
  public void close() {
    handle.close();
    port.close();
  }
}
