package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.FilterFile;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The driver's stream on a machine against {@link StreamModel}, step by step. */
class StreamModelTest {
  private static final int QUEUE_BYTES = 16384;

  /** A step: what is done, and with which number. */
  record Step(Kind kind, int number) {}

  /** What can be done to a stream. */
  enum Kind {
    EVENT,
    LOST_EVENT,
    RECEIVE,
    CANCEL
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(8, Kind.EVENT),
            Tuple.of(1, Kind.LOST_EVENT),
            Tuple.of(5, Kind.RECEIVE),
            Tuple.of(2, Kind.CANCEL));
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 900);
    return net.jqwik.api.Combinators.combine(kinds, numbers).as(Step::new).list().ofMaxSize(80);
  }

  @Property(tries = 80)
  void shouldBehaveAsTheModel_whateverTheSteps(@ForAll("steps") List<Step> steps) {
    try (Rig rig = Rig.loaded()) {
      new Play(rig).run(steps);
    }
  }

  private static final class Play {
    private final Rig rig;
    private final RigClient client;
    private final Token token;
    private final StreamModel model = new StreamModel(QUEUE_BYTES);
    private final List<RigClient.Call> calls = new ArrayList<>();

    Play(Rig rig) {
      this.rig = rig;
      this.client = rig.client();
      this.token = client.open(EventMask.FILE_CREATE, QUEUE_BYTES);
    }

    void run(List<Step> steps) {
      for (Step step : steps) {
        perform(step);
        assertThat(calls.stream().filter(call -> !call.ended()).toList())
            .isEqualTo(model.pending().stream().map(calls::get).toList());
      }
      stop();
    }

    private void perform(Step step) {
      switch (step.kind()) {
        case EVENT -> event(step.number());
        case LOST_EVENT -> lostEvent();
        case RECEIVE -> receive(4096 + 73 * step.number());
        case CANCEL -> cancel(step.number());
      }
    }

    private void event(int nameLength) {
      String path = "\\System32\\" + "n".repeat(nameLength) + ".exe";
      FilterFile file = rig.machine.world().files().file(0, path);
      int units = Rig.VOLUME.length() + path.length();
      int receive = model.event((56 + 2 * Math.min(units, 1024) + 7) & -8);
      rig.machine.world().files().create(rig.thread, file, 1, 0);
      if (receive >= 0) {
        check(calls.get(receive), model.newest());
      }
    }

    private void lostEvent() {
      model.lostEvent();
      rig.faults.fail("ExAllocatePool2", 1);
      rig.createFile(1);
    }

    private void receive(int outputLength) {
      if (model.pending().size() == 64) {
        return;
      }
      StreamModel.Batch expected = model.receive(calls.size(), outputLength);
      RigClient.Call call = client.receive(token, outputLength);
      calls.add(call);
      if (expected != null) {
        assertThat(call.returned).isEqualTo(NtStatus.SUCCESS);
        check(call, expected);
      }
    }

    private void cancel(int number) {
      if (calls.isEmpty()) {
        return;
      }
      int index = number % calls.size();
      boolean pending = model.cancel(index);
      calls.get(index).cancel();
      if (pending) {
        assertThat(calls.get(index).status()).isEqualTo(NtStatus.CANCELLED);
        assertThat(calls.get(index).request.finalInformation()).isZero();
      }
    }

    private void stop() {
      StreamTotals expected = model.stop();
      RigClient.Call stop = client.stop(token);
      assertThat(new StreamTotals(stop.u64(8), stop.u64(16))).isEqualTo(expected);
      for (int index : model.pending()) {
        assertThat(calls.get(index).status()).isEqualTo(NtStatus.CANCELLED);
      }
      client.close();
    }

    private static void check(RigClient.Call call, StreamModel.Batch expected) {
      assertThat(call.status()).isEqualTo(NtStatus.SUCCESS);
      assertThat(call.u32(4)).isEqualTo((int) call.request.finalInformation());
      assertThat(call.u32(28)).isEqualTo((int) expected.dropped());
      assertThat(SeenEvent.in(call.output))
          .extracting(SeenEvent::sequence)
          .isEqualTo(expected.numbers());
      for (int i = call.u32(4); i < Math.min(call.u32(4) + 64, call.output.length); i++) {
        assertThat(call.output[i]).isEqualTo((byte) 0xA5);
      }
    }
  }
}
