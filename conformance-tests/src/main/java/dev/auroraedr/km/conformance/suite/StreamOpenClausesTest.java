package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.fixtures.Clauses;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** STR-1 and STR-2: opening a stream. */
class StreamOpenClausesTest extends ClauseTest {
  private static final String GENERATOR = "BCryptGenRandom";

  @Test
  @Clause(Clauses.STR_1)
  void str1_openWithZeroToken_completesWithTheResponse() {
    Session session = session();
    long before = bed().machine().now();
    Stream stream = session.openStream(0, 0);
    long after = bed().machine().now();
    judge()
        .that(
            before <= stream.openedAt() && stream.openedAt() <= after,
            "opened_at must be the time of the open, " + before + " to " + after,
            stream.openedAt());
    judge().equal(1L, session.activeStreams(), "active_streams");
  }

  @Test
  @Clause(Clauses.STR_1)
  @Requires(Capability.VIRTUAL_TIME)
  void str1_openedAt_followsTheSystemTime() {
    Session session = session();
    long first = session.openStream().openedAt();
    bed().machine().advanceTime(123_456_789L);
    long moved = session.openStream().openedAt() - first;
    judge().that(moved >= 123_456_789L, "opened_at must move with the clock by 123456789", moved);
  }

  @Test
  @Clause(Clauses.STR_1)
  void str1_queueBytes_areGrantedInSteps() {
    Session session = session();
    Map<Long, Long> granted = new TreeMap<>();
    granted.put(0L, 262_144L);
    granted.put(16_384L, 16_384L);
    granted.put(16_385L, 20_480L);
    granted.put(20_479L, 20_480L);
    granted.put(20_480L, 20_480L);
    granted.put(20_481L, 24_576L);
    granted.put(262_145L, 266_240L);
    granted.put(4_190_209L, 4_194_304L);
    granted.put(4_194_303L, 4_194_304L);
    granted.put(4_194_304L, 4_194_304L);
    granted.forEach(
        (asked, expected) -> {
          Stream stream = session.openStream(1, asked);
          judge().equal(expected, stream.queueBytes(), "queue_bytes granted for " + asked);
          stream.stop();
        });
  }

  @Test
  @Clause({Clauses.STR_1, Clauses.STR_7})
  @Requires(Capability.STIMULI)
  void str1_eachMaskBit_bringsItsTypesAlone() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session session = bed().session(process);
    List<Stream> streams = new ArrayList<>();
    for (int bit = 0; bit < 6; bit++) {
      streams.add(session.openStream(1 << bit, 0));
    }
    Stream all = session.openStream(0, 0);
    Stream explicit = session.openStream(EventMask.ALL, 0);
    makeOneOfEach();
    Set<Integer> types = new TreeSet<>();
    for (Stream stream : streams) {
      int mask = 1 << streams.indexOf(stream);
      Set<Integer> ofStream = typesOf(stream);
      judge().that(!ofStream.isEmpty(), "mask " + mask + " must bring events", ofStream);
      ofStream.forEach(
          type -> judge().equal(mask, EventMask.ofType(type), "the mask bit of type " + type));
      types.addAll(ofStream);
    }
    judge().equal(types, typesOf(all), "types that mask 0 brings");
    judge().equal(types, typesOf(explicit), "types that mask 0x7F brings");
    judge().that(types.contains(EventType.FILE_CREATE), "types must hold FILE_CREATE", types);
  }

  private void makeOneOfEach() {
    long file = bed().activity().keepFile().id();
    bed().machine().stimulate(new FileStimulus.WriteFile(file, 0, 100));
    bed().machine().stimulate(new FileStimulus.CloseFile(file));
    bed().activity().setValue();
    long id = bed().activity().startProtectedProcess().id();
    bed().activity().openProcess(id, 0x1);
    bed().activity().exitProcess(id);
  }

  private static Set<Integer> typesOf(Stream stream) {
    Set<Integer> types = new TreeSet<>();
    for (Batch batch : stream.drain()) {
      batch.events().stream().map(RawEvent::type).forEach(types::add);
    }
    return types;
  }

  @Test
  @Clause(Clauses.STR_2)
  void str2_tokens_areRandomUuidsOfVersion4() {
    Session session = session();
    Set<String> tokens = new HashSet<>();
    byte[] everSet = new byte[16];
    byte[] everClear = new byte[16];
    for (int i = 0; i < 200; i++) {
      byte[] token = session.openStream(1, 16_384).token();
      session.control(Requests.stop(token));
      String text = HexFormat.of().formatHex(token);
      judge().that((token[6] & 0xF0) == 0x40, "byte 6 must tell version 4", text);
      judge().that((token[8] & 0xC0) == 0x80, "byte 8 must tell variant 1", text);
      judge().that(tokens.add(text), "no token may come twice", text);
      for (int b = 0; b < 16; b++) {
        everSet[b] |= token[b];
        everClear[b] |= (byte) ~token[b];
      }
    }
    judge().equalBytes(ones(0x4F, 0xBF), everSet, "bits set in one of 200 tokens");
    judge().equalBytes(ones(0xBF, 0x7F), everClear, "bits clear in one of 200 tokens");
  }

  private static byte[] ones(int version, int variant) {
    byte[] bits = new byte[16];
    java.util.Arrays.fill(bits, (byte) 0xFF);
    bits[6] = (byte) version;
    bits[8] = (byte) variant;
    return bits;
  }

  /**
   * As many tokens as unknown bits and some: sums of them leave no bit that follows from others.
   */
  @Test
  @Clause(Clauses.STR_2)
  void str2_tokens_hold122IndependentBits() {
    Session session = session();
    List<BigInteger> basis = new ArrayList<>();
    BigInteger first = drawToken(session);
    for (int i = 0; i < 200; i++) {
      BigInteger rest = drawToken(session).xor(first);
      for (BigInteger known : basis) {
        rest = rest.min(rest.xor(known));
      }
      if (rest.signum() != 0) {
        basis.add(rest);
      }
    }
    judge().equal(122, basis.size(), "independent bits of 200 tokens");
  }

  private static BigInteger drawToken(Session session) {
    Stream stream = session.openStream(1, 16_384);
    stream.stop();
    return new BigInteger(1, stream.token());
  }

  @Test
  @Clause(Clauses.STR_2)
  void str2_liveStreams_shareNoToken() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Set<String> tokens = new HashSet<>();
    for (int handle = 0; handle < 8; handle++) {
      Session session = bed().session(process);
      for (int i = 0; i < 8; i++) {
        tokens.add(HexFormat.of().formatHex(session.openStream(1, 16_384).token()));
      }
    }
    judge().equal(64, tokens.size(), "different tokens of 64 live streams");
  }

  /**
   * By chance it never happens: the generator is made to repeat itself. What a driver makes of the
   * bytes is its own affair, but from the same bytes comes the same token: that the third equals
   * the first shows that the second drew them too.
   */
  @Test
  @Clause(Clauses.STR_2)
  @Requires(Capability.FAULTS)
  void str2_tokenOfALiveStream_isNotGivenAgain() {
    KernelControl control = bed().machine().kernelControl();
    byte[] repeated = new byte[16];
    control.nextRandom(repeated);
    Stream first = session().openStream(1, 16_384);
    control.nextRandom(repeated);
    Stream second = session().openStream(1, 16_384);
    judge()
        .that(
            !java.util.Arrays.equals(first.token(), second.token()),
            "two live streams must not share a token, whoever opened them",
            HexFormat.of().formatHex(second.token()));
    first.stop();
    control.nextRandom(repeated);
    Stream third = session().openStream(1, 16_384);
    judge().equalBytes(first.token(), third.token(), "a stopped stream's token, drawn again");
  }

  @Test
  @Clause(Clauses.STR_2)
  @Requires(Capability.FAULTS)
  void str2_generatorThatRepeatsItself_failsTheOpen() {
    KernelControl control = bed().machine().kernelControl();
    Session session = session();
    for (int i = 0; i <= 1000; i++) {
      control.nextRandom(new byte[16]);
    }
    session.openStream(1, 16_384);
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES,
        Requests.open(0, 0),
        "an open with a generator that repeats itself");
    judge().equal(1L, session.activeStreams(), "active_streams with a generator that repeats");
    control.clear();
    session.openStream(1, 16_384);
  }

  @Test
  @Clause(Clauses.STR_2)
  @Requires(Capability.FAULTS)
  void str2_failingGenerator_failsTheOpenAndNothingElse() {
    Session session = session();
    Stream before = session.openStream();
    bed().machine().kernelControl().fail(GENERATOR, 1);
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.open(0, 0), "an open without randomness");
    bed().machine().kernelControl().failAll(GENERATOR);
    for (int i = 0; i < 100; i++) {
      session.refused(
          NtStatus.INSUFFICIENT_RESOURCES, Requests.open(0, 0), "an open without randomness");
    }
    judge().equal(1L, session.activeStreams(), "active_streams after failed opens");
    bed().machine().kernelControl().clear();
    bed().activity().createFile();
    before.receive();
    session.openStream().stop();
  }
}
