package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.flt.Volume;

/** The driver's global state: its parts, put together. Making it calls nothing that can fail. */
final class DriverState {
  private final StreamCloser closer;
  private final DeviceDispatch dispatch;
  private final Callbacks callbacks;

  DriverState(DriverParts parts, Kernel kernel) {
    StreamTable streams = parts.streamTable(kernel.ke().newSpinLock());
    closer = parts.streamCloser(streams, kernel.pool());
    EventPublisher publisher = parts.eventPublisher(streams, parts.eventEncoder(), kernel);
    callbacks = callbacks(parts.policy(), kernel, publisher);
    StreamTools tools = new StreamTools(parts.batchWriter(), parts.receiveCompleter(kernel.io()));
    DriverServices services =
        new DriverServices(
            kernel,
            streams,
            closer,
            new StreamFactory(parts, kernel.ke(), tools),
            parts.tokenSource(kernel.random()));
    dispatch =
        parts.deviceDispatch(
            kernel.io(),
            parts.sessionTable(kernel.pool(), closer),
            new DeviceDispatch.Requests(
                parts.requestChecks(),
                parts.streamRequests(services),
                new HealthQuery(callbacks),
                new MinifilterStatusQuery(callbacks, streams)));
  }

  private static Callbacks callbacks(Policy policy, Kernel kernel, EventPublisher publisher) {
    Volume systemVolume = kernel.callbacks().flt().systemVolume();
    String device = systemVolume == null ? null : systemVolume.deviceName();
    ProcessTrust trust = new ProcessTrust(policy, device);
    return new Callbacks(
        new FileCallbacks(kernel.callbacks().flt(), publisher, policy.files()),
        new ProcessCallback(kernel, publisher, new ImageMatch(device, policy.blockedImages())),
        new RegistryCallback(kernel, publisher, new KeyPolicy(policy, trust)),
        new ObjectCallback(kernel, publisher, trust, policy.strippedAccess()));
  }

  StreamCloser closer() {
    return closer;
  }

  DeviceDispatch dispatch() {
    return dispatch;
  }

  Callbacks callbacks() {
    return callbacks;
  }
}
