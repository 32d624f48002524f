package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.auroraedr.km.conformance.diff.LiveMachine.OpenHandle;
import dev.auroraedr.km.conformance.diff.Requests.Sent;
import dev.auroraedr.km.conformance.target.ControlRequest;

/** Control requests and their cancellation. */
sealed interface RequestOperation extends Operation {
  /**
   * A request as it is sent.
   *
   * @param code control code
   * @param input bytes; null for a NULL pointer
   * @param stream step that opened the stream whose token is put at offset 8; 0 for none
   * @param inputLength length told to the system; null: as it is
   * @param outputCapacity size of the output buffer; -1 for a NULL pointer
   * @param outputLength length told to the system; null: as it is
   * @param overlap offset of the input at which the output begins; null: apart
   */
  @JsonInclude(Include.NON_NULL)
  record Sending(
      int code,
      byte[] input,
      int stream,
      Long inputLength,
      int outputCapacity,
      Long outputLength,
      Integer overlap) {
    private static final int TOKEN = 8;

    /** The usual form. */
    static Sending of(int code, byte[] input, int stream, int outputLength) {
      return new Sending(
          code,
          input.length == 0 ? null : input,
          stream,
          null,
          outputLength == 0 ? -1 : outputLength,
          null,
          null);
    }

    ControlRequest request(LiveMachine live) {
      byte[] bytes = input;
      if (stream != 0) {
        byte[] token = live.requests().token(stream);
        // Where the output lies in the input, untouched bytes of it would show the token.
        live.require(overlap == null && input != null && input.length >= TOKEN + token.length);
        bytes = input.clone();
        System.arraycopy(token, 0, bytes, TOKEN, token.length);
      }
      return new ControlRequest(
          code,
          bytes,
          inputLength == null ? (bytes == null ? 0 : bytes.length) : inputLength,
          outputCapacity,
          outputLength == null ? Math.max(0, outputCapacity) : outputLength,
          overlap == null ? -1 : overlap);
    }
  }

  /**
   * Sends a request.
   *
   * @param times how often
   */
  record Control(int handle, int times, Sending request) implements RequestOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle by = LiveMachine.made(live.handles(), handle);
      ControlRequest sent = request.request(live);
      boolean bound = live.boundFiles().contains(by.file());
      live.require(!live.parks(by));
      for (int nth = 1; nth <= times && !live.parks(by); nth++) {
        live.requests()
            .sent(
                new Sent(
                    step,
                    nth,
                    by.caller(),
                    by.file(),
                    sent.code(),
                    Requests.hasToken(sent.input()),
                    bound,
                    by.handle().submit(sent)),
                facts);
      }
    }

    @Override
    public String name() {
      return Codes.name(request.code());
    }
  }

  /** CancelIoEx for the nth request of a step, through a handle of the process that sent it. */
  record Cancel(int handle, int request, int nth) implements RequestOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      OpenHandle by = LiveMachine.made(live.handles(), handle);
      facts.flag("found", by.handle().cancel(live.requests().of(request, nth).submission()));
    }
  }

  /** CancelIoEx for all. */
  record CancelAll(int handle) implements RequestOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      facts.flag("found", LiveMachine.made(live.handles(), handle).handle().cancelAll());
    }
  }
}
