package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.conformance.diff.Operation.LeftOutException;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Requests that were sent, and the streams that they opened. */
final class Requests {
  private static final int TOKEN = 8;
  private static final int TOKEN_BYTES = 16;

  private final Map<Integer, List<Sent>> byStep = new HashMap<>();
  private final Map<Submission, Sent> bySubmission = new IdentityHashMap<>();
  private final List<Sent> pending = new ArrayList<>();
  private final Map<Integer, byte[]> tokens = new TreeMap<>();
  private final Map<Integer, Long> events = new HashMap<>();
  private int streams;
  private int mostStreams;
  private int mostPending;

  /**
   * A request.
   *
   * @param step that sent it
   * @param nth of that step, from 1
   * @param caller step that started its process; 0 for a kernel component
   * @param file step that opened its file object; 0 for a kernel component's
   * @param code control code
   * @param receive whether its input held a token
   * @param bound whether a packet tells its end
   * @param submission the target's
   */
  record Sent(
      int step,
      int nth,
      int caller,
      int file,
      int code,
      boolean receive,
      boolean bound,
      Submission submission) {
    String title() {
      return "request " + step + (nth == 1 ? "" : "." + nth);
    }
  }

  /** A request was sent: notes what it returned, and its end if it has one. */
  void sent(Sent request, Facts facts) {
    byStep.computeIfAbsent(request.step(), key -> new ArrayList<>()).add(request);
    int returned = request.submission().returned();
    facts.status("returned", returned);
    if (!request.bound() && request.submission().ended() || returned >>> 30 == 3) {
      ended(request, request.submission().await(TargetHandle.PATIENCE), facts, "ended");
      return;
    }
    bySubmission.put(request.submission(), request);
    pending.add(request);
    mostPending = Math.max(mostPending, pending.size());
  }

  private void ended(Sent request, Completion completion, Facts facts, String what) {
    byte[] output = completion.output();
    if (request.code() == ControlCode.START_EVENT_STREAM
        && completion.status() == 0
        && !request.receive()
        && output.length >= TOKEN + TOKEN_BYTES) {
      tokens.putIfAbsent(request.step(), Arrays.copyOfRange(output, TOKEN, TOKEN + TOKEN_BYTES));
      streams++;
      mostStreams = Math.max(mostStreams, streams);
    } else if (request.code() == ControlCode.STOP_EVENT_STREAM && completion.status() == 0) {
      streams--;
    }
    byte[] shown = output.clone();
    Outputs.normalise(
        facts.normaliser(),
        request.code(),
        request.receive(),
        completion.information(),
        shown,
        type -> events.merge(type, 1L, Long::sum));
    facts.status(what, completion.status());
    facts.number("information", completion.information());
    facts.bytes("output", shown);
  }

  /** A packet was taken from a port. */
  void dequeued(long key, Submission submission, Completion completion, Facts facts) {
    Sent request = bySubmission.remove(submission);
    facts.number("packet with key", key);
    if (request == null) {
      facts.status("of a request that was not expected, ended", completion.status());
      return;
    }
    pending.remove(request);
    ended(request, completion, facts, request.title() + " ended");
  }

  /** Notes the requests without a port that have ended since. */
  void settle(Facts facts) {
    if (pending.isEmpty()) {
      return;
    }
    for (Iterator<Sent> each = pending.iterator(); each.hasNext(); ) {
      Sent request = each.next();
      if (!request.bound() && request.submission().ended()) {
        each.remove();
        bySubmission.remove(request.submission());
        Completion completion = request.submission().await(TargetHandle.PATIENCE);
        ended(request, completion, facts, request.title() + " ended");
      }
    }
  }

  /** The nth request of a step, ended or not. */
  Sent of(int step, int nth) {
    List<Sent> sent = byStep.get(step);
    if (sent == null || nth > sent.size()) {
      throw LeftOutException.INSTANCE;
    }
    return sent.get(nth - 1);
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Whether a request pends on a file object that a step opened. */
  boolean hasPendingOn(int file) {
    return pending.stream().anyMatch(request -> request.file() == file);
  }

  List<Sent> pending() {
    return List.copyOf(pending);
  }

  /** The token of the stream that a step opened. */
  byte[] token(int step) {
    byte[] token = tokens.get(step);
    if (token == null) {
      throw LeftOutException.INSTANCE;
    }
    return token;
  }

  Map<Integer, byte[]> tokens() {
    return tokens;
  }

  void forgetOf(int caller) {
    for (Iterator<Sent> each = pending.iterator(); each.hasNext(); ) {
      Sent request = each.next();
      if (request.caller() == caller) {
        each.remove();
        bySubmission.remove(request.submission());
      }
    }
  }

  /** Events received, by type. */
  Map<Integer, Long> events() {
    return events;
  }

  int mostStreams() {
    return mostStreams;
  }

  int mostPending() {
    return mostPending;
  }

  /** Whether the input of a START holds a token. */
  static boolean hasToken(byte[] input) {
    if (input == null || input.length < TOKEN + TOKEN_BYTES) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.getLong(TOKEN) != 0 || bytes.getLong(TOKEN + 8) != 0;
  }
}
