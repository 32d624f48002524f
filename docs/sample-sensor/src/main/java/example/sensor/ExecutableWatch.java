package example.sensor;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.codec.EventType;
import java.time.Duration;
import java.util.function.Consumer;

/** Somebody's own sensor: tells its owner the name of each file that is opened where it matters. */
public final class ExecutableWatch implements AutoCloseable {
  private final DriverConnection driver;
  private final EventStream stream;

  /** Opens the device: {@code win32:\\.\AuroraEDRKM} in production, the emulator in tests. */
  public ExecutableWatch(String device) throws DriverException {
    driver = DriverConnection.open(device);
    stream = driver.startEventStream(StreamOptions.defaults().withTypes(EventType.FILE_CREATE));
  }

  /** Reports what comes within the time; returns how many events that were. */
  public int report(Duration longest, Consumer<String> owner) throws DriverException {
    return stream.poll(
        longest,
        batch -> {
          for (EventCursor event = batch.events(); event.next(); ) {
            owner.accept(event.name().toString());
          }
        });
  }

  @Override
  public void close() throws DriverException {
    stream.close();
    driver.close();
  }
}
