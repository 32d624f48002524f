package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IOC-4 to IOC-6: what is written for a request, and what never is. */
class AnswerClausesTest extends ClauseTest {
  private static final long KERNEL_SPACE = 0xFFFF800000000000L;

  @Test
  @Clause(Clauses.IOC_4)
  void ioc4_refusedRequests_changeNoState() {
    Session session = session();
    Stream stream = session.openStream();
    bed().activity().createFile();
    byte[] before = session.status().bytes();
    for (int i = 0; i < 100; i++) {
      refuseOneOfEach(session, stream);
    }
    judge().equalBytes(before, session.status().bytes(), "MinifilterStatus after refusals");
    bed().activity().createFile();
    judge().equal(List.of(1L, 2L), stream.receive().sequences(), "numbers after refusals");
    RawStruct stopped = stream.stop();
    judge().equal(2L, stopped.get("delivered"), "delivered after refusals");
    judge().equal(0L, stopped.get("dropped"), "dropped after refusals");
  }

  private static void refuseOneOfEach(Session session, Stream stream) {
    session.refused(
        NtStatus.BUFFER_TOO_SMALL, Requests.receive(stream.token(), 4095), "a short receive");
    session.refused(NtStatus.BUFFER_TOO_SMALL, Requests.stop(stream.token(), 23), "a short stop");
    session.refused(NtStatus.INVALID_PARAMETER, Requests.open(0x80, 0), "an open of a wrong mask");
    session.refused(NtStatus.BUFFER_TOO_SMALL, short31(), "an open without room for its answer");
    session.refused(
        NtStatus.NOT_FOUND, Requests.stop(Requests.strangeToken()), "a stop of a strange token");
  }

  private static ControlRequest short31() {
    return Requests.start(Requests.openInput(0, 0), 31);
  }

  @Test
  @Clause(Clauses.IOC_4)
  void ioc4_refusedWithRoomForMuchOutput_writesNothing() {
    Session session = session();
    session.refused(
        NtStatus.NOT_FOUND, Requests.receive(Requests.strangeToken(), 65_536), "a strange receive");
    session.refused(
        NtStatus.NOT_FOUND, Requests.stop(Requests.strangeToken(), 4096), "a strange stop");
    byte[] wrong = RawStruct.at("QueryRequest", Requests.queryInput(), 0).set("zero", 9).bytes();
    session.refused(
        NtStatus.INVALID_PARAMETER,
        ControlRequest.of(Requests.health().code(), wrong, 4096),
        "a query with a zero field of 9");
  }

  @Test
  @Clause(Clauses.IOC_4)
  @Requires(Capability.KERNEL_CALLER)
  void ioc4_kernelCallersSeeTheIoStatus_informationIsZero() {
    Session session = session();
    Stream stream = session.openStream();
    try (FileReference kernel = bed().machine().kernelCaller().reference(session.handle())) {
      refusedInKernel(kernel, NtStatus.BUFFER_TOO_SMALL, Requests.receive(stream.token(), 4095));
      refusedInKernel(kernel, NtStatus.INFO_LENGTH_MISMATCH, Requests.start(new byte[31], 4096));
      refusedInKernel(kernel, NtStatus.INVALID_PARAMETER, Requests.open(0x80, 0));
      refusedInKernel(kernel, NtStatus.NOT_FOUND, Requests.stop(Requests.strangeToken()));
      refusedInKernel(
          kernel,
          NtStatus.INVALID_DEVICE_REQUEST,
          ControlRequest.of(0x80002210, new byte[32], 4096));
    }
  }

  private void refusedInKernel(FileReference kernel, int status, ControlRequest request) {
    assertThat(kernel.control(request).await(TargetHandle.PATIENCE), "a kernel caller's request")
        .failedWith(status);
  }

  @Test
  @Clause(Clauses.IOC_4)
  void ioc4_cancelledReceive_hasNoInformationAndNoOutput() {
    Session session = session();
    Stream stream = session.openStream();
    Submission receive = stream.pend();
    session.handle().cancel(receive);
    assertThat(receive.await(TargetHandle.PATIENCE), "a cancelled receive")
        .failedWith(NtStatus.CANCELLED);
  }

  @Test
  @Clause(Clauses.IOC_5)
  void ioc5_longerOutput_keepsItsTail() {
    Session session = session();
    for (int more : new int[] {1, 3, 4, 8, 100, 4096, 70_000}) {
      answered(session, Requests.health(), "CallbackHealthReport", more);
      answered(session, Requests.status(), "MinifilterStatus", more);
      RawStruct opened = answered(session, Requests.open(1, 0), "StartStreamResponse", more);
      answered(session, Requests.stop(opened.getBytes("token")), "StopStreamResponse", more);
    }
  }

  private RawStruct answered(Session session, ControlRequest request, String struct, int more) {
    byte[] input = request.input() == null ? new byte[0] : request.input();
    ControlRequest longer =
        ControlRequest.of(request.code(), input, RawStruct.sizeOf(struct) + more);
    return assertThat(session.control(longer), struct + " with " + more + " bytes more")
        .answered(struct);
  }

  @Test
  @Clause({Clauses.IOC_5, Clauses.STR_4})
  void ioc5_batch_leavesTheRestOfTheOutput() {
    Stream stream = session().openStream();
    for (int length : new int[] {4096, 65_536, 65_537, 100_000}) {
      bed().activity().createFile();
      judge().equal(1, stream.batch(stream.submit(length)).events().size(), "events of the batch");
    }
  }

  @Test
  @Clause(Clauses.IOC_5)
  void ioc5_stopWithoutOutput_hasInformationZero() {
    Stream stream = session().openStream();
    assertThat(stream.session().control(Requests.stop(stream.token(), 0)), "STOP without output")
        .succeeded()
        .information(0);
  }

  @Test
  @Clause(Clauses.IOC_6)
  void ioc6_paddingOfAnswers_isZero() {
    Session session = session();
    RawStruct health =
        assertThat(session.control(Requests.health()), "health").answered("CallbackHealthReport");
    judge().equalBytes(new byte[3], health.getBytes("zero"), "CallbackHealthReport.zero");
    Stream stream = session.openStream();
    bed().activity().createFile();
    judge().equal(0L, stream.stop().get("zero"), "StopStreamResponse.zero");
  }

  @Test
  @Clause(Clauses.IOC_6)
  void ioc6_paddingOfEvents_isZeroForEveryLengthOfName() {
    Stream stream = session().openStream();
    int shortest = Activity.fileNameUnits(bed().activity().smallestFileEvent());
    for (int extra = 0; extra < 9; extra++) {
      String path = bed().activity().createFile(shortest + extra);
      Batch batch = stream.receive();
      judge().equal(List.of(path), batch.names(), "names of the batch");
    }
  }

  @Test
  @Clause(Clauses.IOC_6)
  void ioc6_answers_holdNoKernelAddress() {
    Session session = session();
    Stream stream = session.openStream(0, 0);
    bed().activity().createFiles(20);
    bed().activity().setValue();
    bed().activity().exitProcess(bed().activity().startProcess().id());
    noAddress(session.control(Requests.health()));
    noAddress(session.control(Requests.status()));
    noAddress(stream.submit().await(TargetHandle.PATIENCE));
    noAddress(session.control(stream.stopRequest()));
  }

  private void noAddress(Completion completion) {
    int length = (int) completion.information();
    ByteBuffer bytes =
        ByteBuffer.wrap(completion.output(), 0, length).order(ByteOrder.LITTLE_ENDIAN);
    for (int offset = 0; offset + Long.BYTES <= length; offset += Integer.BYTES) {
      long value = bytes.getLong(offset);
      judge()
          .that(
              Long.compareUnsigned(value, KERNEL_SPACE) < 0 || value >= -2,
              "no answer may hold a kernel address",
              String.format("0x%016X at offset %d", value, offset));
    }
  }

  @Test
  @Clause(Clauses.IOC_6)
  void ioc6_answer_holdsNothingOfTheInput() {
    Session session = session();
    byte[] token = session.openStream().token();
    byte[] stopped =
        assertThat(session.control(Requests.stop(token)), "STOP")
            .answered("StopStreamResponse")
            .bytes();
    judge()
        .that(
            Arrays.mismatch(token, Arrays.copyOfRange(stopped, 8, 8 + Limits.TOKEN_BYTES)) >= 0,
            "STOP's answer must not hold the bytes of its input",
            "the token at offset 8");
  }
}
