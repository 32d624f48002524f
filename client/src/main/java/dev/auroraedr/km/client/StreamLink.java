package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.StartStreamResponseLayout;
import dev.auroraedr.km.abi.StopStreamResponseLayout;
import dev.auroraedr.km.client.codec.StartStreamRequest;
import dev.auroraedr.km.client.codec.StartStreamResponse;
import dev.auroraedr.km.client.codec.StopStreamRequest;
import dev.auroraedr.km.client.codec.StopStreamResponse;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;

/**
 * An open stream: its own handle, its own completion port, and what the driver granted. The handle
 * is bound once, with the low 64 bits of the token as key (CLI-3); that can only be done after the
 * opening START, which therefore runs as a synchronous request.
 */
record StreamLink(Session session, CompletionPort port, StartStreamResponse opened) {

  static StreamLink establish(Session session, DevicePort system, StreamOptions options)
      throws DriverException {
    StartStreamResponse opened = start(session, options);
    try {
      CompletionPort port = system.createCompletionPort();
      return bind(session, port, opened);
    } catch (PortException e) {
      throw FailedCall.of(e).whileCalling();
    }
  }

  StreamSummary stop() throws DriverException {
    StopStreamResponse answer =
        session.call(
            new Session.Request(
                ControlCode.STOP_EVENT_STREAM,
                "STOP_EVENT_STREAM",
                new StopStreamRequest(opened.token()).encode(),
                StopStreamResponseLayout.SIZE),
            StopStreamResponse::decode);
    return new StreamSummary(answer.delivered(), answer.dropped());
  }

  private static StartStreamResponse start(Session session, StreamOptions options)
      throws DriverException {
    String name =
        String.format(
            "START_EVENT_STREAM[eventMask=0x%X, queueBytes=%d]",
            options.eventMask(), options.queueBytes());
    return session.call(
        new Session.Request(
            ControlCode.START_EVENT_STREAM,
            name,
            StartStreamRequest.open(options.eventMask(), options.queueBytes()).encode(),
            StartStreamResponseLayout.SIZE),
        StartStreamResponse::decode);
  }

  private static StreamLink bind(Session session, CompletionPort port, StartStreamResponse opened)
      throws PortException {
    try {
      session.handle().bind(port, opened.token().low());
      return new StreamLink(session, port, opened);
    } catch (PortException | RuntimeException e) {
      port.close();
      throw e;
    }
  }
}
