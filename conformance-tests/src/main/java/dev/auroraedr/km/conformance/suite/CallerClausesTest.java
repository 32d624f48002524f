package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IOC-11 and IOC-12: 32-bit and kernel callers, and buffers of any kind. */
class CallerClausesTest extends ClauseTest {
  private static final long HUGE = 0xFFFFFFFFL;

  @Test
  @Clause(Clauses.IOC_11)
  @Requires(Capability.WOW64)
  void ioc11_process32Bit_sendsAndGetsTheSameBytes() {
    Session wide = session();
    Session narrow = bed().session(bed().process(new CallerSpec(Account.SYSTEM, true)));
    judge()
        .equalBytes(
            wide.control(Requests.health()).output(),
            narrow.control(Requests.health()).output(),
            "health for a 32-bit process");
    judge()
        .equalBytes(
            wide.control(Requests.status()).output(),
            narrow.control(Requests.status()).output(),
            "status for a 32-bit process");
    Stream one = wide.openStream();
    Stream two = narrow.openStream();
    bed().activity().createFiles(3);
    Batch first = one.receive();
    Batch second = two.receive();
    for (int i = 0; i < 3; i++) {
      judge()
          .equalBytes(
              first.events().get(i).bytes(),
              second.events().get(i).bytes(),
              "event " + i + " for a 32-bit process");
    }
    judge().equalBytes(one.stop().bytes(), two.stop().bytes(), "STOP for a 32-bit process");
    narrow.refused(
        NtStatus.INFO_LENGTH_MISMATCH, Requests.start(new byte[28], 4096), "a 28-byte START");
  }

  @Test
  @Clause(Clauses.IOC_11)
  @Requires(Capability.KERNEL_CALLER)
  void ioc11_kernelCaller_isServedAlike() {
    Session session = session();
    try (FileReference kernel = bed().machine().kernelCaller().reference(session.handle())) {
      judge()
          .equalBytes(
              session.control(Requests.health()).output(),
              await(kernel, Requests.health()).output(),
              "health for a kernel-mode caller");
      Stream stream = session.streamOf(await(kernel, Requests.open(1, 0)));
      Submission pended = kernel.control(Requests.receive(stream.token(), 4096));
      bed().machine().quiesce();
      judge().that(!pended.ended(), "a kernel-mode receive must pend", "ended");
      bed().activity().createFile();
      judge().equal(List.of(1L), stream.batch(pended).sequences(), "events for a kernel caller");
      bed().activity().createFile();
      stream.batch(await(kernel, Requests.receive(stream.token(), 4096)));
      assertThat(await(kernel, Requests.stop(stream.token())), "a kernel-mode STOP")
          .answered("StopStreamResponse");
      assertThat(await(kernel, Requests.open(0x80, 0)), "a kernel-mode open of a wrong mask")
          .failedWith(NtStatus.INVALID_PARAMETER);
    }
  }

  private static Completion await(FileReference kernel, ControlRequest request) {
    return kernel.control(request).await(TargetHandle.PATIENCE);
  }

  @Test
  @Clause(Clauses.IOC_12)
  @Requires(Capability.RAW_BUFFERS)
  void ioc12_nullInput_countsAsNone() {
    Session session = session();
    session.refused(
        NtStatus.INFO_LENGTH_MISMATCH,
        new ControlRequest(Requests.open(0, 0).code(), null, 32, 4096, 4096, -1),
        "START with a NULL input of 32 bytes");
    session.refused(
        NtStatus.INFO_LENGTH_MISMATCH,
        new ControlRequest(Requests.stop(new byte[16]).code(), null, 24, -1, 0, -1),
        "STOP with a NULL input of 24 bytes");
    assertThat(
            session.control(new ControlRequest(Requests.status().code(), null, 7, 24, 24, -1)),
            "a query with a NULL input of 7 bytes")
        .answered("MinifilterStatus");
  }

  @Test
  @Clause(Clauses.IOC_12)
  @Requires(Capability.RAW_BUFFERS)
  void ioc12_nullOutput_countsAsNone() {
    Session session = session();
    session.refused(
        NtStatus.BUFFER_TOO_SMALL,
        new ControlRequest(Requests.health().code(), null, 0, -1, 4096, -1),
        "a query with a NULL output of 4,096 bytes");
    Stream stream = session.openStream();
    session.refused(
        NtStatus.BUFFER_TOO_SMALL,
        new ControlRequest(
            stream.stopRequest().code() - 4,
            Requests.receiveInput(stream.token()),
            32,
            -1,
            65_536,
            -1),
        "a receive with a NULL output");
    ControlRequest stop =
        new ControlRequest(
            stream.stopRequest().code(), Requests.stopInput(stream.token()), 24, -1, 24, -1);
    assertThat(session.control(stop), "STOP with a NULL output of 24 bytes")
        .succeeded()
        .information(0);
    judge().equal(0L, session.activeStreams(), "active_streams after STOP");
  }

  @Test
  @Clause(Clauses.IOC_12)
  @Requires(Capability.RAW_BUFFERS)
  void ioc12_hugeLengths_areRefused() {
    Session session = session();
    Stream stream = session.openStream();
    for (long length : new long[] {0x7FFFFFFFL, 0x80000000L, 0xFFFFFFF0L, HUGE}) {
      for (ControlRequest good :
          List.of(Requests.health(), Requests.open(0, 0), stream.stopRequest())) {
        refusedSomehow(session, sized(good, length, good.outputLength()));
        refusedSomehow(session, sized(good, length, length));
      }
    }
    judge().equal(1L, session.activeStreams(), "active_streams after huge requests");
    stream.stop();
  }

  private void refusedSomehow(Session session, ControlRequest request) {
    Completion completion = session.control(request);
    judge()
        .that(
            StatusTable.isError(completion.status()),
            String.format(
                "code 0x%08X with %d in and %d out must fail",
                request.code(), request.inputLength(), request.outputLength()),
            StatusTable.describeStatus(completion.status()));
  }

  private static ControlRequest sized(ControlRequest good, long input, long output) {
    byte[] bytes = good.input() == null ? new byte[8] : good.input();
    return new ControlRequest(good.code(), bytes, input, 64, output, -1);
  }

  @Test
  @Clause(Clauses.IOC_12)
  @Requires(Capability.RAW_BUFFERS)
  void ioc12_overlappingBuffers_areAnsweredAsIfApart() {
    Session session = session();
    for (int overlap : new int[] {0, 1, 8, 16, 24, 31}) {
      Completion opened = session.control(over(Requests.open(1, 16_384), overlap, 4096));
      Stream stream = session.streamOf(exact(opened, RawStruct.sizeOf("StartStreamResponse")));
      judge().equal(16_384L, stream.queueBytes(), "queue_bytes with overlapping buffers");
      bed().activity().createFile();
      Completion received =
          session.control(over(Requests.receive(stream.token(), 4096), overlap, 4096));
      stream.batch(exact(received, (int) received.information()));
      Completion stopped = session.control(over(stream.stopRequest(), Math.min(overlap, 23), 24));
      RawStruct counts =
          assertThat(exact(stopped, 24), "STOP with overlapping buffers")
              .answered("StopStreamResponse");
      judge().equal(1L, counts.get("delivered"), "delivered with overlapping buffers");
    }
  }

  private static ControlRequest over(ControlRequest request, int overlap, int length) {
    return new ControlRequest(
        request.code(), request.input(), request.inputLength(), length, length, overlap);
  }

  /** Where buffers overlap the tail of the output may hold input bytes: only the answer counts. */
  private static Completion exact(Completion completion, int length) {
    byte[] answer =
        Arrays.copyOf(completion.output(), Math.min(length, completion.output().length));
    return new Completion(completion.status(), completion.information(), answer);
  }
}
