package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;

/** The driver's global state: its parts, put together. Making it calls nothing that can fail. */
final class DriverState {
  private final StreamCloser closer;
  private final DeviceDispatch dispatch;
  private final Registrations registrations;

  DriverState(DriverParts parts, Kernel kernel, Policy policy) {
    StreamTable streams = parts.streamTable(kernel.ke().newSpinLock());
    closer = parts.streamCloser(streams, kernel.pool());
    EventPublisher publisher = parts.eventPublisher(streams, parts.eventEncoder(), kernel);
    registrations = registrations(parts, kernel, publisher, policy);
    HealthMonitor monitor =
        parts.healthMonitor(
            kernel, publisher, parts.latches(kernel.ke().newSpinLock()), registrations);
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
                parts.healthQuery(monitor, registrations.process()),
                parts.minifilterStatusQuery(registrations, streams)));
  }

  private static Registrations registrations(
      DriverParts parts, Kernel kernel, EventPublisher publisher, Policy policy) {
    SystemVolume systemVolume = parts.systemVolume(kernel);
    systemVolume.resolve();
    ProcessTrust trust =
        parts.processTrust(
            kernel,
            parts.imageMatch(systemVolume, policy.protectedImages()),
            parts.imageMatch(systemVolume, policy.trustedImages()));
    ImageMatch blocked = parts.imageMatch(systemVolume, policy.blockedImages());
    PathMatch paths = parts.pathMatch(policy.monitoredExtensions(), policy.sensitiveDirectories());
    KeyPolicy keys =
        parts.keyPolicy(
            parts.keyMatch(policy.monitoredKeys()), parts.keyMatch(policy.blockedKeys()), trust);
    return new Registrations(
        parts.minifilterRegistration(kernel, parts.fileCallbacks(kernel, publisher, paths)),
        parts.processRegistration(kernel, parts.processCallback(kernel, publisher, blocked)),
        parts.registryRegistration(kernel, parts.registryCallback(kernel, publisher, keys)),
        parts.objectRegistration(
            kernel, parts.objectCallback(kernel, publisher, trust, policy.strippedAccess())),
        systemVolume);
  }

  StreamCloser closer() {
    return closer;
  }

  DeviceDispatch dispatch() {
    return dispatch;
  }

  Registrations registrations() {
    return registrations;
  }
}
