package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.diff.LiveMachine.DriverState;
import dev.auroraedr.km.conformance.diff.LiveMachine.OpenHandle;
import dev.auroraedr.km.conformance.diff.LiveMachine.OpenPort;
import dev.auroraedr.km.conformance.diff.Requests.Sent;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.PeerRegistry.RegistryValue;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The end of each script, the same for all: no fault is left, every stream is emptied and stopped,
 * everything is closed in a fixed order, the driver unloaded, and the machine says what is left.
 */
final class Finale {
  private static final int MOST_RECEIVES = 70;
  private static final int MOST_PACKETS = 256;

  private final LiveMachine live;
  private final Facts facts;

  private Finale(LiveMachine live, Facts facts) {
    this.live = live;
    this.facts = facts;
  }

  static void perform(LiveMachine live, Facts facts) {
    Finale finale = new Finale(live, facts);
    live.machine().kernelControl().clear();
    finale.finishHeld();
    finale.emptyStreams();
    finale.closeHandles();
    finale.emptyPorts();
    finale.endKernelAndPrograms();
    finale.readLogs();
    finale.unload();
  }

  /** What the file system keeps would hold up the unload. */
  private void finishHeld() {
    for (Map.Entry<Integer, Long> held : live.held().entrySet()) {
      FileStimulus finish = new FileStimulus.FinishHeld(held.getValue(), false);
      facts.status("held " + held.getKey(), live.machine().stimulate(finish).status());
    }
    live.held().clear();
  }

  private void emptyStreams() {
    for (Map.Entry<Integer, byte[]> stream : live.requests().tokens().entrySet()) {
      for (OpenHandle handle : live.handles().values()) {
        boolean bound = live.boundFiles().contains(handle.file());
        if (handle.overlapped() && !bound && empty(stream.getKey(), stream.getValue(), handle)) {
          break;
        }
      }
    }
  }

  /** Whether the handle has the stream. */
  private boolean empty(int step, byte[] token, OpenHandle handle) {
    for (int i = 0; i < MOST_RECEIVES; i++) {
      Submission receive = send(handle, input(token, 32), Limits.MAX_BATCH_BYTES);
      if (receive.returned() == NtStatus.PENDING) {
        handle.handle().cancel(receive);
        return true;
      }
      if (receive.returned() != 0) {
        return false;
      }
      facts.number("stream", step);
      live.requests()
          .sent(
              new Sent(-step, 1, 0, 0, ControlCode.START_EVENT_STREAM, true, false, receive),
              facts);
    }
    return true;
  }

  private static Submission send(OpenHandle handle, byte[] input, int outputLength) {
    return handle
        .handle()
        .submit(ControlRequest.of(ControlCode.START_EVENT_STREAM, input, outputLength));
  }

  private static byte[] input(byte[] token, int size) {
    byte[] input = new byte[size];
    input[0] = Limits.ABI_VERSION;
    System.arraycopy(token, 0, input, 8, token.length);
    return input;
  }

  private void closeHandles() {
    for (int step : LiveMachine.newestFirst(live.handles())) {
      OpenHandle handle = live.handles().remove(step);
      handle.handle().close();
      live.settle(facts);
    }
  }

  private void emptyPorts() {
    for (Map.Entry<Integer, OpenPort> port : live.ports().entrySet()) {
      List<TargetPort.Packet> packets = port.getValue().port().dequeue(MOST_PACKETS, Duration.ZERO);
      for (TargetPort.Packet packet : packets) {
        live.requests().dequeued(packet.key(), packet.submission(), packet.completion(), facts);
      }
    }
  }

  private void endKernelAndPrograms() {
    for (int step : LiveMachine.newestFirst(live.references())) {
      live.references().remove(step).close();
      live.settle(facts);
    }
    for (int step : LiveMachine.newestFirst(live.callers())) {
      live.callers().get(step).kill();
      live.forgetCaller(step);
    }
    live.machine().quiesce();
    for (Sent request : live.requests().pending()) {
      facts.flag(request.title() + " has ended", request.submission().ended());
    }
  }

  private void readLogs() {
    live.logs()
        .forEach(
            (step, log) -> log.get().forEach(line -> facts.text("noted by step " + step, line)));
  }

  private void unload() {
    altitude("before the unload");
    if (live.driver() == DriverState.LOADED) {
      int status = live.machine().unload(UnloadKind.SERVICE_STOP);
      facts.status("unload", status);
      altitude("after the unload");
    }
    List<String> violations = live.machine().violations();
    facts.flag("rules broken or anything left", !violations.isEmpty());
  }

  /** Only where the second driver is there anyway: it takes time to load. */
  private void altitude(String when) {
    if (!live.peerUsed()) {
      return;
    }
    PeerRegistry registry = live.machine().peer().registry();
    String service = PolicyDefaults.load().serviceKey() + '\\';
    for (String instances : List.of("Parameters\\Instances", "Instances")) {
      RegistryValue name = registry.value(service + instances, "DefaultInstance");
      if (name != null) {
        String key = service + instances + '\\' + text(name);
        facts.text("altitude of instance " + when, key);
        PeerOperation.ReadFromKernel.note(registry.value(key, "Altitude"), facts);
      }
    }
  }

  private static String text(RegistryValue value) {
    String text = new String(value.data(), StandardCharsets.UTF_16LE);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
