package dev.auroraedr.km.conformance.determinism;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.StartStreamRequestLayout;
import dev.auroraedr.km.abi.StartStreamResponseLayout;
import dev.auroraedr.km.abi.StopStreamRequestLayout;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Drives a machine with seeded operations and keeps every byte that a client could see. */
final class Transcript {
  private static final byte[] NOTHING = {};
  private static final byte[] UNKNOWN_TOKEN = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };

  private final TargetMachine machine;
  private final Random random;
  private final MessageDigest digest;
  private final List<TargetHandle> handles = new ArrayList<>();
  private final List<byte[]> tokens = new ArrayList<>();
  private final List<Submission> pending = new ArrayList<>();
  private int completions;

  Transcript(TargetMachine machine, long seed) {
    this.machine = machine;
    // java.util.Random's algorithm is part of its specification, so it is the same everywhere.
    this.random = new Random(seed);
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Loads the driver, performs the steps, unloads; returns the digest of all that was seen. */
  String run(int steps) {
    note(machine.load(), NOTHING);
    CallerProcess process = machine.startProcess(CallerSpec.of(CallerSpec.Account.SYSTEM));
    for (int i = 0; i < 3; i++) {
      handles.add(process.open(OpenRequest.device()).handle());
    }
    for (int i = 0; i < steps; i++) {
      step();
    }
    handles.forEach(TargetHandle::close);
    collect();
    note(machine.unload(), NOTHING);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Requests that ended, each with its bytes in the digest. */
  int completions() {
    return completions;
  }

  private void step() {
    switch (random.nextInt(8)) {
      case 0 -> open();
      case 1, 2 -> receive();
      case 3 -> stop();
      case 4 -> send(ControlCode.QUERY_MINIFILTER_STATUS, NOTHING, 24 + random.nextInt(8));
      case 5 -> cancel();
      case 6 -> machine.advanceTime(random.nextInt(100_000));
      default -> stimulate();
    }
    collect();
  }

  private void open() {
    byte[] in =
        start(NOTHING, random.nextInt(128), random.nextInt(2) * (16_384 + random.nextInt(9_000)));
    Completion answer = send(ControlCode.START_EVENT_STREAM, in, StartStreamResponseLayout.SIZE);
    if (answer != null && answer.status() == 0) {
      int from = StartStreamResponseLayout.TOKEN_OFFSET;
      tokens.add(Arrays.copyOfRange(answer.output(), from, from + Limits.TOKEN_BYTES));
    }
  }

  private void receive() {
    send(ControlCode.START_EVENT_STREAM, start(token(), 0, 0), 4_096 + random.nextInt(65_536));
  }

  private void stop() {
    byte[] in = new byte[StopStreamRequestLayout.SIZE];
    ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN).putInt(0, Limits.ABI_VERSION);
    System.arraycopy(token(), 0, in, StopStreamRequestLayout.TOKEN_OFFSET, Limits.TOKEN_BYTES);
    send(ControlCode.STOP_EVENT_STREAM, in, 24);
  }

  private void cancel() {
    if (!pending.isEmpty()) {
      Submission chosen = pending.get(random.nextInt(pending.size()));
      handles.forEach(handle -> handle.cancel(chosen));
    }
  }

  private void stimulate() {
    String name = "f" + random.nextInt(1_000) + (random.nextBoolean() ? ".exe" : ".txt");
    String folder = machine.systemVolume() + "\\Windows\\System32\\";
    note(machine.stimulate(FileStimulus.CreateFile.open(folder + name)).status(), NOTHING);
  }

  private byte[] token() {
    return tokens.isEmpty() ? UNKNOWN_TOKEN : tokens.get(random.nextInt(tokens.size()));
  }

  private static byte[] start(byte[] token, int mask, int queueBytes) {
    byte[] in = new byte[StartStreamRequestLayout.SIZE];
    ByteBuffer buffer = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(StartStreamRequestLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    buffer.putInt(StartStreamRequestLayout.EVENT_MASK_OFFSET, mask);
    buffer.putInt(StartStreamRequestLayout.QUEUE_BYTES_OFFSET, queueBytes);
    System.arraycopy(token, 0, in, StartStreamRequestLayout.TOKEN_OFFSET, token.length);
    return in;
  }

  private Completion send(int code, byte[] in, int outputLength) {
    TargetHandle handle = handles.get(random.nextInt(handles.size()));
    Submission submission = handle.submit(ControlRequest.of(code, in, outputLength));
    note(submission.returned(), NOTHING);
    if (!submission.ended()) {
      pending.add(submission);
      return null;
    }
    return ended(submission);
  }

  private void collect() {
    machine.quiesce();
    List<Submission> done = pending.stream().filter(Submission::ended).toList();
    done.forEach(this::ended);
    pending.removeAll(done);
  }

  private Completion ended(Submission submission) {
    Completion completion = submission.await(TargetHandle.PATIENCE);
    note(completion.status(), completion.output());
    completions++;
    return completion;
  }

  private void note(int status, byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(0, status));
    digest.update(bytes);
  }
}
