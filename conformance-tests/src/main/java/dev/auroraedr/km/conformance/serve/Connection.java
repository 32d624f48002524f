package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.conformance.scenario.ScenarioException;
import dev.auroraedr.km.conformance.serve.Refusal.Code;
import dev.auroraedr.km.conformance.target.StimulusResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A client's conversation after HELLO: serves its frames in the order in which they come. Used by
 * the connection's reading thread; completions are told by another one.
 */
final class Connection {
  private final DevicePort device;
  private final CompletionPort completions;
  private final Stimulator stimulator;
  private final FrameWriter out;
  private final Requests requests;
  private final Map<Integer, DeviceHandle> handles = new HashMap<>();
  private int lastHandle;

  Connection(DevicePort device, Stimulator stimulator, FrameWriter out) throws PortException {
    this.device = device;
    this.completions = device.createCompletionPort();
    this.stimulator = stimulator;
    this.out = out;
    this.requests = new Requests(completions, out);
  }

  /** Tells of completions until the connection ends; for a thread of its own. */
  void deliverCompletions() throws IOException {
    requests.deliver();
  }

  /** Serves one frame. */
  void serve(Frame frame) throws Refusal, IOException {
    switch (frame.type()) {
      case Protocol.Type.OPEN -> open(frame.exactly("OPEN", 0));
      case Protocol.Type.CONTROL -> {
        DeviceHandle handle = handle(frame.atLeast("CONTROL", 12));
        requests.control(handle, frame);
      }
      case Protocol.Type.CANCEL -> cancel(frame.exactly("CANCEL", 8));
      case Protocol.Type.CLOSE -> close(frame.exactly("CLOSE", 4));
      case Protocol.Type.STIMULATE -> stimulate(frame);
      case Protocol.Type.HELLO ->
          throw new Refusal(Code.UNKNOWN_TYPE, "HELLO comes once, as the first frame");
      default ->
          throw new Refusal(
              Code.UNKNOWN_TYPE,
              String.format(
                  "no client sends frames of type 0x%X (zero field included)", frame.type()));
    }
  }

  private void open(Frame frame) throws Refusal, IOException {
    if (handles.size() >= Protocol.MAX_HANDLES) {
      throw new Refusal(
          Code.TOO_MANY_HANDLES, "at most " + Protocol.MAX_HANDLES + " handles may be open");
    }
    ByteBuffer payload = FrameWriter.payload(16);
    try {
      DeviceHandle handle = device.open();
      handles.put(++lastHandle, handle);
      handle.bind(completions, lastHandle);
      payload.putInt(0).putInt(0).putInt(Protocol.Flag.STATUS_KNOWN).putInt(lastHandle);
    } catch (PortException e) {
      payload
          .putInt(e.win32Error())
          .putInt(e.ntStatus().orElse(0))
          .putInt(e.ntStatus().isPresent() ? Protocol.Flag.STATUS_KNOWN : 0)
          .putInt(0);
    }
    out.write(Protocol.Type.OPENED, frame.id(), payload);
  }

  private DeviceHandle handle(Frame frame) throws Refusal {
    DeviceHandle handle = handles.get(frame.u32(0));
    if (handle == null) {
      throw new Refusal(
          Code.UNKNOWN_HANDLE,
          "handle " + Integer.toUnsignedString(frame.u32(0)) + " is not open on this connection");
    }
    return handle;
  }

  private void cancel(Frame frame) throws Refusal, IOException {
    boolean found = requests.cancel(handle(frame), frame.u32(4));
    out.write(Protocol.Type.CANCELLED, frame.id(), FrameWriter.payload(4).putInt(found ? 1 : 0));
  }

  private void close(Frame frame) throws Refusal, IOException {
    handle(frame).close();
    handles.remove(frame.u32(0));
    out.write(Protocol.Type.CLOSED, frame.id(), FrameWriter.payload(0));
  }

  private void stimulate(Frame frame) throws Refusal, IOException {
    if (stimulator == null) {
      throw new Refusal(
          Code.NO_STIMULI,
          "only emulated machines let a client make things happen; this device is none");
    }
    try {
      String json = new String(frame.payload().array(), StandardCharsets.UTF_8);
      StimulusResult result = stimulator.perform(json);
      ByteBuffer payload = FrameWriter.payload(16);
      payload.putInt(result.status()).putInt(0).putLong(result.id());
      out.write(Protocol.Type.STIMULATED, frame.id(), payload);
    } catch (ScenarioException e) {
      throw new Refusal(Code.BAD_STIMULUS, e.getMessage());
    }
  }

  /** Performs stimuli. */
  @FunctionalInterface
  interface Stimulator {
    /** Performs a step written as JSON. */
    StimulusResult perform(String json) throws ScenarioException;
  }
}
