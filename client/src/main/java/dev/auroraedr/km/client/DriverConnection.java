package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.client.codec.CallbackHealthReport;
import dev.auroraedr.km.client.codec.MinifilterStatus;
import dev.auroraedr.km.client.codec.QueryRequest;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connection to the driver. Queries have a handle of their own, every stream another one (CLI-3),
 * so nothing waits behind a stream. Thread-safe.
 */
public final class DriverConnection implements AutoCloseable {
  private static final Session.Request QUERY_CALLBACK_HEALTH =
      new Session.Request(
          ControlCode.QUERY_CALLBACK_HEALTH,
          "QUERY_CALLBACK_HEALTH",
          new QueryRequest().encode(),
          CallbackHealthReportLayout.SIZE);
  private static final Session.Request QUERY_MINIFILTER_STATUS =
      new Session.Request(
          ControlCode.QUERY_MINIFILTER_STATUS,
          "QUERY_MINIFILTER_STATUS",
          new QueryRequest().encode(),
          MinifilterStatusLayout.SIZE);

  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final DevicePort port;
  private final boolean ownsPort;
  private final Session queries;
  private volatile boolean closed;
  private volatile boolean portWaits;

  private DriverConnection(DevicePort port, boolean ownsPort, String device)
      throws DriverException {
    this.port = port;
    this.ownsPort = ownsPort;
    this.queries = openSession(port, device);
  }

  /**
   * Opens the named device.
   *
   * @param device {@code scheme:rest}, such as {@code win32:\\.\AuroraEDRKM} or {@code emulator:}
   * @throws DeviceUnavailableException if the scheme is unknown or does not work on this machine
   * @throws DriverAccessDeniedException if this user may not open it
   * @throws DriverNotFoundException if the driver is not loaded
   * @throws IllegalArgumentException if the text is no device name
   */
  public static DriverConnection open(String device) throws DriverException {
    DevicePort port = DevicePorts.installed().connect(DeviceName.parse(device));
    try {
      return new DriverConnection(port, true, device);
    } catch (DriverException | RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /**
   * Opens the device of a port that the caller made and closes after this connection.
   *
   * @throws DriverException if the device can't be opened
   */
  public static DriverConnection open(DevicePort port) throws DriverException {
    return new DriverConnection(port, false, "device");
  }

  /**
   * Asks how the driver's callbacks stand now (HLT-1). Answers are per connection: a tampering that
   * was repaired is told to each connection once (HLT-3).
   */
  public CallbackHealthReport queryCallbackHealth() throws DriverException {
    return queries.call(QUERY_CALLBACK_HEALTH, CallbackHealthReport::decode);
  }

  /** Asks what the minifilter and the load reached. */
  public MinifilterStatus queryMinifilterStatus() throws DriverException {
    return queries.call(QUERY_MINIFILTER_STATUS, MinifilterStatus::decode);
  }

  /**
   * Opens an event stream on a handle of its own. Events that match are queued by the driver from
   * now on; receives are submitted once the stream is first polled or subscribed to.
   *
   * @throws ResourcesExhaustedException if the driver's limits are reached (STR-3)
   */
  public EventStream startEventStream(StreamOptions options) throws DriverException {
    Session session = openSession(port, queries.device());
    try {
      StreamLink link = StreamLink.establish(session, port, options);
      return register(new EventStream(link, options, this::released));
    } catch (DriverException | RuntimeException e) {
      session.handle().close();
      throw e;
    }
  }

  /**
   * Closes all streams of this connection abruptly, then the connection. Called by a stream's
   * handler, the end of that stream takes effect when the handler returns. Idempotent.
   *
   * @throws IllegalStateException if a stream can't be closed ({@link EventStream#close}); all else
   *     is closed all the same
   */
  @Override
  public void close() {
    close(StreamReader.DRAIN_NANOS);
  }

  void close(long drainNanos) {
    closed = true;
    try {
      closeStreams(drainNanos);
    } finally {
      queries.handle().close();
      portWaits = streams.stream().anyMatch(EventStream::isHandledByCaller);
      if (!portWaits) {
        closePort();
      }
    }
  }

  private void closeStreams(long drainNanos) {
    RuntimeException failure = null;
    for (EventStream stream : streams) {
      try {
        stream.close(drainNanos);
      } catch (RuntimeException e) {
        failure = chained(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException chained(RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  /**
   * The packets of a stream whose handler closes the connection come after that: the port waits.
   */
  private void released(EventStream stream) {
    streams.remove(stream);
    if (portWaits && streams.isEmpty()) {
      closePort();
    }
  }

  private void closePort() {
    if (ownsPort) {
      port.close();
    }
  }

  /** A stream that is started while the connection is being closed is closed with it. */
  private EventStream register(EventStream stream) throws DriverException {
    streams.add(stream);
    if (closed) {
      stream.close();
      throw new StreamClosedException(
          queries.describe("START_EVENT_STREAM"), "the connection is closed; open another one");
    }
    return stream;
  }

  private static Session openSession(DevicePort port, String device) throws DriverException {
    try {
      return new Session(port.open(), device);
    } catch (PortException e) {
      throw FailedCall.of(e).whileOpening();
    }
  }
}
