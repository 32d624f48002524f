package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.client.codec.StreamToken;
import java.util.UUID;

/** The same bytes through JCTools queues: encode, copy in, copy out, decode. */
final class FloorPath implements EventPath {
  private final FloorEvent event;
  private final FloorStream[] streams;
  private final boolean wake;

  FloorPath(PathShape shape) {
    this.event = new FloorEvent(shape.name());
    this.wake = shape.waiting() == Waiting.PARKING;
    this.streams = new FloorStream[shape.streams()];
    // Version 4, variant 1, as the decoder knows tokens.
    StreamToken token = StreamToken.of(new UUID(0x4000L, 0x8000_0000_0000_0000L));
    for (int i = 0; i < streams.length; i++) {
      streams[i] = new FloorStream(token, shape.window() + 1, event.bytes().length);
    }
  }

  @Override
  public int streams() {
    return streams.length;
  }

  @Override
  public void produce() {
    event.encode();
    for (FloorStream stream : streams) {
      stream.put(event, wake);
    }
  }

  @Override
  public int receive(int stream, Waiting waiting, EventSink sink) {
    return streams[stream].receive(stream, waiting, sink);
  }

  @Override
  public void wakeReceivers() {
    for (FloorStream stream : streams) {
      stream.wake();
    }
  }

  @Override
  public void close() {
    wakeReceivers();
  }
}
