package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.emulator.driver.StreamAccount;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that number and count events wrongly. */
final class BrokenCounts {
  private BrokenCounts() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver("numbers-from-zero", "Numbers begin at 0.", Parts.account(FromZero::new))
            .fails(Clauses.STR_8, "sequence numbers must rise"),
        driver("numbers-with-holes", "Each tenth number is left out.", Parts.account(Holes::new))
            .fails(Clauses.STR_8, "numbers of the"),
        driver(
                "drops-take-no-number",
                "A dropped event gives its number back.",
                Parts.account(NumberGivenBack::new))
            .fails(Clauses.STR_8, "its number")
            .fails(Clauses.STR_7, "the event after the loss"),
        driver(
                "drops-count-twice",
                "A dropped event is counted twice.",
                Parts.account(DroppedTwice::new))
            .fails(Clauses.STR_8, "dropped of the first batch"),
        driver(
                "dropped-never-reset",
                "dropped counts since the stream was opened.",
                Parts.account(NeverReset::new))
            .fails(Clauses.STR_8, "dropped of the second batch"),
        driver(
                "delivered-counts-batches",
                "delivered counts batches, not events.",
                Parts.account(CountsBatches::new))
            .fails(Clauses.STR_8, "delivered")
            .fails(Clauses.STR_10, "delivered"));
  }

  private static final class FromZero extends StreamAccount {
    @Override
    public long numberNext() {
      return super.numberNext() - 1;
    }
  }

  private static final class Holes extends StreamAccount {
    @Override
    public long numberNext() {
      long number = super.numberNext();
      return number % 10 == 3 ? super.numberNext() : number;
    }
  }

  private static final class NumberGivenBack extends StreamAccount {
    private long last;

    @Override
    public long numberNext() {
      super.numberNext();
      return ++last;
    }

    @Override
    public void countDropped(long events) {
      last -= events;
      super.countDropped(events);
    }
  }

  private static final class DroppedTwice extends StreamAccount {
    @Override
    public void countDropped(long events) {
      super.countDropped(2 * events);
    }
  }

  private static final class NeverReset extends StreamAccount {
    private int sum;

    @Override
    public int takeDroppedSinceBatch() {
      sum += super.takeDroppedSinceBatch();
      return sum;
    }
  }

  private static final class CountsBatches extends StreamAccount {
    @Override
    public void countDelivered(int events) {
      super.countDelivered(1);
    }
  }
}
