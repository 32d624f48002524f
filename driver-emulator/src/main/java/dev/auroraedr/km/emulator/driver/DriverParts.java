package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.rtl.RandomSource;

/**
 * Makes the parts of the driver. DriverEntry asks here for every one of them, so that a test that
 * wants a driver with one wrong decision overrides one method and leaves the rest as it ships.
 */
public interface DriverParts {
  /** The parts of the product. */
  static DriverParts standard() {
    return new DriverParts() {};
  }

  /** Policy, where the registry names none. */
  default Policy policy() {
    return Policy.defaults();
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

  /** Dispatch routines. */
  default DeviceDispatch deviceDispatch(
      IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {
    return new DeviceDispatch(io, sessions, requests);
  }
}
