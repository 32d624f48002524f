package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.driver.TokenSource;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Drivers whose tokens are not what STR-2 promises. */
final class BrokenTokens {
  private static final long VERSION_4 = 0x4000;
  private static final long VARIANT_1 = 0x8000_0000_0000_0000L;

  private BrokenTokens() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "no-version-nibble",
                "A token's version and variant are left random.",
                Parts.tokens(Unstamped::new))
            .fails(Clauses.STR_2, "byte 6 must tell version 4"),
        driver(
                "guid-byte-order",
                "The version stands in byte 7, as in a GUID's little-endian form.",
                Parts.tokens(GuidOrder::new))
            .fails(Clauses.STR_2, "byte 6 must tell version 4"),
        driver("counted-tokens", "Tokens are counted, not random.", Parts.tokens(Counted::new))
            .fails(Clauses.STR_2, "bits set in one of 200 tokens"),
        driver(
                "generator-failure-ignored",
                "A failing generator gives a token all the same.",
                Parts.tokens(FailureIgnored::new))
            .fails(Clauses.STR_2, "an open without randomness"),
        driver("shared-token", "All streams have one token.", new SharedToken())
            .fails(Clauses.STR_2, "different tokens of 64 live streams"),
        driver(
                "drawn-token-unchecked",
                "A token is not compared with those of live streams.",
                new Unchecked())
            .fails(Clauses.STR_2, "two live streams must not share a token"));
  }

  private static final class Unstamped extends TokenSource {
    Unstamped(RandomSource random) {
      super(random);
    }

    @Override
    protected void stamp(byte[] bytes) {
      bytes[0] |= 1;
    }
  }

  private static final class GuidOrder extends TokenSource {
    GuidOrder(RandomSource random) {
      super(random);
    }

    @Override
    protected void stamp(byte[] bytes) {
      bytes[7] = (byte) (bytes[7] & 0x0F | 0x40);
      bytes[8] = (byte) (bytes[8] & 0x3F | 0x80);
    }
  }

  private static final class Counted extends TokenSource {
    private final AtomicLong last = new AtomicLong();

    Counted(RandomSource random) {
      super(random);
    }

    @Override
    public Token next() {
      Token random = super.next();
      return random == null ? null : new Token(VERSION_4, VARIANT_1 | last.incrementAndGet());
    }
  }

  private static final class FailureIgnored extends TokenSource {
    private final AtomicLong last = new AtomicLong();

    FailureIgnored(RandomSource random) {
      super(random);
    }

    @Override
    public Token next() {
      Token random = super.next();
      return random == null ? new Token(VERSION_4, VARIANT_1 | last.incrementAndGet()) : random;
    }
  }

  private static final class SharedToken extends Unchecked {
    @Override
    public TokenSource tokenSource(RandomSource random) {
      return new TokenSource(random) {
        @Override
        public Token next() {
          return new Token(VERSION_4, VARIANT_1);
        }
      };
    }
  }

  private static class Unchecked implements DriverParts {
    @Override
    public StreamTable streamTable(SpinLock lock) {
      return new StreamTable(lock) {
        @Override
        protected boolean isInUse(Token token) {
          return false;
        }
      };
    }
  }
}
