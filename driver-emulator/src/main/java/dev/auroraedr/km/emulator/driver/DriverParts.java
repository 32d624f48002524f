package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.List;

/**
 * Makes the parts of the driver. DriverEntry asks here for every one of them, so that a test that
 * wants a driver with one wrong decision overrides one method and leaves the rest as it ships.
 */
public interface DriverParts {
  /** The parts of the product. */
  static DriverParts standard() {
    return new DriverParts() {};
  }

  /** What the bytes of policy values mean. */
  default PolicyParser policyParser() {
    return new PolicyParser();
  }

  /** What a policy is made of. */
  default PolicyBuilder policyBuilder(PolicyParser parser) {
    return new PolicyBuilder(parser);
  }

  /** What reads the policy at load. */
  default PolicyReader policyReader(Kernel kernel) {
    PolicyParser parser = policyParser();
    return new PolicyReader(kernel, parser, policyBuilder(parser));
  }

  /** DriverEntry and its reverse. */
  default DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
    return new DriverLoad(this, kernel, driverObject);
  }

  /** Which altitudes are tried in which order. */
  default AltitudeSearch altitudeSearch() {
    return new AltitudeSearch();
  }

  /** The altitude in the registry. */
  default InstanceKey instanceKey(Kernel kernel, String servicePath) {
    return new InstanceKey(kernel.callbacks().registry().zw(), servicePath);
  }

  /** Order and content of the request checks. */
  default RequestChecks requestChecks() {
    return new RequestChecks();
  }

  /** Source of tokens. */
  default TokenSource tokenSource(RandomSource random) {
    return new TokenSource(random);
  }

  /** Writer of events. */
  default EventEncoder eventEncoder() {
    return new EventEncoder();
  }

  /** Writer of batches. */
  default BatchWriter batchWriter() {
    return new BatchWriter();
  }

  /** Completion of receives that pended. */
  default ReceiveCompleter receiveCompleter(IoManager io) {
    return new ReceiveCompleter(io);
  }

  /** Queue of one stream, over memory of the granted size. */
  default EventQueue eventQueue(PoolBlock memory) {
    return new EventQueue(memory);
  }

  /** Pending receives of one stream. */
  default ReceiveQueue receiveQueue() {
    return new ReceiveQueue();
  }

  /** Numbers and counts of one stream. */
  default StreamAccount streamAccount() {
    return new StreamAccount();
  }

  /** One stream. */
  default EventStream eventStream(
      StreamGrant grant, Session session, StreamState state, StreamTools tools) {
    return new EventStream(grant, session, state, tools);
  }

  /** The table of streams. */
  default StreamTable streamTable(SpinLock lock) {
    return new StreamTable(lock);
  }

  /** What ends streams. */
  default StreamCloser streamCloser(StreamTable streams, Pool pool) {
    return new StreamCloser(streams, pool);
  }

  /** Sessions by file object. */
  default SessionTable sessionTable(Pool pool, StreamCloser closer) {
    return new SessionTable(pool, closer);
  }

  /** Publisher of events. */
  default EventPublisher eventPublisher(StreamTable streams, EventEncoder encoder, Kernel kernel) {
    return new EventPublisher(streams, encoder, kernel.pool(), kernel.ke());
  }

  /** START and STOP. */
  default StreamRequests streamRequests(DriverServices services) {
    return new StreamRequests(services);
  }

  /** A canary of one kind; asked for each kind that has one. */
  default Canary canary() {
    return new Canary();
  }

  /** Latches of the open handles. */
  default Latches latches(SpinLock lock) {
    return new Latches(lock);
  }

  /** What verifies callbacks. */
  default HealthMonitor healthMonitor(
      Kernel kernel, EventPublisher publisher, Latches latches, Registrations registrations) {
    return new HealthMonitor(kernel, publisher, latches, registrations);
  }

  /** QUERY_CALLBACK_HEALTH. */
  default HealthQuery healthQuery(HealthMonitor monitor, ProcessRegistration process) {
    return new HealthQuery(monitor, process);
  }

  /** QUERY_MINIFILTER_STATUS. */
  default MinifilterStatusQuery minifilterStatusQuery(
      Registrations registrations, StreamTable streams) {
    return new MinifilterStatusQuery(registrations, streams);
  }

  /** Dispatch routines. */
  default DeviceDispatch deviceDispatch(
      IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {
    return new DeviceDispatch(io, sessions, requests);
  }

  /** Where the images of the policy stand. */
  default SystemVolume systemVolume(Kernel kernel) {
    return new SystemVolume(kernel.callbacks().flt());
  }

  /** A policy list of images. */
  default ImageMatch imageMatch(SystemVolume systemVolume, List<String> entries) {
    return new ImageMatch(systemVolume, entries);
  }

  /** A policy list of keys. */
  default KeyMatch keyMatch(List<String> entries) {
    return new KeyMatch(entries);
  }

  /** Which files are reported. */
  default PathMatch pathMatch(List<String> extensions, List<String> directories) {
    return new PathMatch(extensions, directories);
  }

  /** Who is trusted and protected. */
  default ProcessTrust processTrust(
      Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
    return new ProcessTrust(kernel, protectedImages, trustedImages);
  }

  /** What the minifilter does. */
  default FileCallbacks fileCallbacks(Kernel kernel, EventPublisher publisher, PathMatch paths) {
    return new FileCallbacks(kernel.callbacks().flt(), publisher, paths);
  }

  /** The minifilter's canary. */
  default MinifilterCanary minifilterCanary(Kernel kernel) {
    return new MinifilterCanary(kernel, canary());
  }

  /** The minifilter's instances. */
  default MinifilterInstances minifilterInstances(Kernel kernel) {
    return new MinifilterInstances(kernel.callbacks().flt());
  }

  /** The minifilter's registration. */
  default MinifilterRegistration minifilterRegistration(Kernel kernel, FileCallbacks callbacks) {
    return new MinifilterRegistration(
        kernel.callbacks().flt(),
        callbacks,
        altitudeSearch(),
        minifilterCanary(kernel),
        minifilterInstances(kernel));
  }

  /** What the process-notify routines do. */
  default ProcessCallback processCallback(
      Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
    return new ProcessCallback(kernel, publisher, blocked);
  }

  /** The process-notify routines' registration. */
  default ProcessRegistration processRegistration(Kernel kernel, ProcessCallback callback) {
    return new ProcessRegistration(kernel, callback);
  }

  /** What the registry callback decides by. */
  default KeyPolicy keyPolicy(KeyMatch monitored, KeyMatch blocked, ProcessTrust trust) {
    return new KeyPolicy(monitored, blocked, trust);
  }

  /** What the registry callback does. */
  default RegistryCallback registryCallback(
      Kernel kernel, EventPublisher publisher, KeyPolicy policy) {
    return new RegistryCallback(kernel, publisher, policy);
  }

  /** The registry callback's registration. */
  default RegistryRegistration registryRegistration(Kernel kernel, RegistryCallback callback) {
    return new RegistryRegistration(kernel, callback, altitudeSearch(), canary());
  }

  /** What the object callback does. */
  default ObjectCallback objectCallback(
      Kernel kernel, EventPublisher publisher, ProcessTrust trust, int strippedAccess) {
    return new ObjectCallback(kernel, publisher, trust, strippedAccess);
  }

  /** The object callback's registration. */
  default ObjectRegistration objectRegistration(Kernel kernel, ObjectCallback callback) {
    return new ObjectRegistration(kernel, callback, altitudeSearch(), canary());
  }
}
