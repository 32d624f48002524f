package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.conformance.property.RequestPlan.TokenKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generators of requests: codes around the four, lengths around each size, fields at their edges.
 */
final class RequestPlans {
  private static final int[] CODES = {
    ControlCode.QUERY_CALLBACK_HEALTH,
    ControlCode.QUERY_MINIFILTER_STATUS,
    ControlCode.START_EVENT_STREAM,
    ControlCode.STOP_EVENT_STREAM
  };
  private static final int LARGEST_INPUT = 4096;

  private RequestPlans() {}

  static Arbitrary<RequestPlan> any() {
    return Arbitraries.frequencyOf(
        Tuple.of(5, plans(structured())), Tuple.of(2, plans(random())), Tuple.of(3, wellFormed()));
  }

  private static Arbitrary<RequestPlan> plans(Arbitrary<byte[]> inputs) {
    return Combinators.combine(codes(), inputs, Arbitraries.of(TokenKind.class), outputLengths())
        .as(RequestPlan::new);
  }

  /** Requests whose lengths fit their code, so that the later checks are reached often. */
  private static Arbitrary<RequestPlan> wellFormed() {
    return Combinators.combine(
            Arbitraries.of(ControlCode.START_EVENT_STREAM, ControlCode.STOP_EVENT_STREAM),
            fields(),
            Arbitraries.of(TokenKind.class),
            Arbitraries.of(32, 4096, 65_536))
        .as(
            (code, input, token, output) ->
                new RequestPlan(
                    code,
                    Arrays.copyOf(input, code == ControlCode.START_EVENT_STREAM ? 32 : 24),
                    token,
                    output));
  }

  static Arbitrary<Integer> codes() {
    Arbitrary<Integer> served = Arbitraries.integers().between(0, 3).map(i -> CODES[i]);
    Arbitrary<Integer> near =
        Arbitraries.integers().between(-16, 32).map(i -> ControlCode.QUERY_CALLBACK_HEALTH + i);
    Arbitrary<Integer> flipped =
        Combinators.combine(served, Arbitraries.integers().between(0, 31))
            .as((code, bit) -> code ^ 1 << bit);
    return Arbitraries.frequencyOf(
        Tuple.of(12, served),
        Tuple.of(2, near),
        Tuple.of(1, flipped),
        Tuple.of(1, Arbitraries.integers()));
  }

  private static Arbitrary<byte[]> structured() {
    Arbitrary<Integer> exact = Arbitraries.of(0, 8, 24, 32);
    Arbitrary<Integer> around =
        Combinators.combine(exact, Arbitraries.integers().between(-2, 2))
            .as((size, by) -> Math.max(0, size + by));
    Arbitrary<Integer> lengths = Arbitraries.frequencyOf(Tuple.of(4, exact), Tuple.of(1, around));
    return Combinators.combine(fields(), lengths).as(Arrays::copyOf);
  }

  /** 32 bytes: version, flags, no token, mask and queue. */
  private static Arbitrary<byte[]> fields() {
    Arbitrary<Integer> version =
        Arbitraries.frequency(Tuple.of(8, 1), Tuple.of(1, 0), Tuple.of(1, 2), Tuple.of(1, -1));
    Arbitrary<Integer> flags = mostlyZero(Arbitraries.of(1, 2, 0x80000000, -1));
    Arbitrary<Integer> mask = mostlyZero(Arbitraries.of(1, 0x40, 0x7F, 0x80, 0xFF, 0x80000000, -1));
    Arbitrary<Integer> queue =
        mostlyZero(
            Arbitraries.of(
                1, 4096, 16_383, 16_384, 16_385, 65_536, 4_194_303, 4_194_304, 4_194_305, -1));
    return Combinators.combine(version, flags, mask, queue)
        .as(
            (v, f, m, q) ->
                ByteBuffer.allocate(32)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, v)
                    .putInt(4, f)
                    .putInt(24, m)
                    .putInt(28, q)
                    .array());
  }

  private static Arbitrary<Integer> mostlyZero(Arbitrary<Integer> others) {
    return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(0)), Tuple.of(1, others));
  }

  private static Arbitrary<byte[]> random() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(LARGEST_INPUT);
  }

  private static Arbitrary<Integer> outputLengths() {
    Arbitrary<Integer> around =
        Combinators.combine(
                Arbitraries.of(0, 20, 24, 32, 4096, 65_536), Arbitraries.integers().between(-2, 2))
            .as((size, by) -> Math.max(0, size + by));
    return Arbitraries.frequencyOf(
        Tuple.of(3, around), Tuple.of(1, Arbitraries.integers().between(0, 4200)));
  }
}
