package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.emulator.driver.EventEncoder;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Drivers whose events say the wrong name, author, detail or time. */
final class BrokenEvents {
  private BrokenEvents() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "names-of-1023-units",
                "A name is cut one unit too early.",
                Parts.encoder(OneTooShort::new))
            .fails(Clauses.EVT_1, "name of a name of 1024 units"),
        driver(
                "parts-pairs",
                "A surrogate pair that lies across the limit is parted.",
                Parts.encoder(PartsPairs::new))
            .fails(Clauses.EVT_1, "a name with a pair across the limit"),
        driver(
                "drops-lone-surrogates",
                "A high surrogate at the limit is left out, whatever follows it.",
                Parts.encoder(DropsLoneSurrogates::new))
            .fails(Clauses.EVT_1, "a name with D83D before and 0061 behind the limit"),
        driver(
                "cut-unflagged",
                "A name that was cut is not flagged.",
                Parts.encoder(Unflagged::new))
            .fails(Clauses.EVT_1, "flags of a name of 1025 units"),
        driver("name2-of-1024-units", "name2 holds 1,024 units.", Parts.encoder(LongName2::new))
            .fails(Clauses.EVT_1, "name2 of 513 units"),
        driver(
                "matches-the-cut-name",
                "Files match by as much of their name as the event holds.",
                Parts.files(MatchesTheCutName::new))
            .fails(Clauses.EVT_1, "a name that is monitored by what lies behind the limit"),
        driver(
                "current-thread",
                "A file event names the thread that runs the callback.",
                Parts.files(CurrentThread::new))
            .fails(Clauses.EVT_2, "of a create without a thread"),
        driver(
                "process-of-the-parent",
                "process_id of a file event is that of the requestor's parent.",
                Parts.files(ParentProcess::new))
            .fails(Clauses.EVT_2, "process_id of an event of type 1"),
        driver(
                "options-whole",
                "detail2 of a create holds the disposition too.",
                Parts.files(OptionsWhole::new))
            .fails(Clauses.EVT_3, "details of an event of type 1"),
        driver(
                "offset-in-32-bits",
                "detail2 of a write holds the low half of the offset.",
                Parts.files(HalfOffset::new))
            .fails(Clauses.EVT_3, "details of an event of type 2"),
        driver(
                "current-offset-resolved",
                "A write to the file's end says 0 instead of -1.",
                Parts.files(ResolvedOffset::new))
            .fails(Clauses.EVT_3, "details of an event of type 2"),
        driver(
                "silent-empty-writes",
                "A write of nothing is not reported.",
                Parts.files(SilentEmptyWrites::new))
            .fails(Clauses.EVT_3, "events of a write of nothing"),
        driver(
                "old-detail1",
                "detail1 keeps 1 where it means nothing.",
                Parts.encoder(OldDetail1::new))
            .fails(Clauses.EVT_3, "details of an event of type"),
        driver(
                "cleanup-stamped-before",
                "A cleanup carries the time at which it began.",
                Parts.publisher(StampedBefore::new))
            .fails(Clauses.EVT_4, "timestamps of create, write and cleanup"),
        driver(
                "clock-per-stream",
                "The clock is read for each stream.",
                Parts.publisher(ClockPerStream::new))
            .fails(Clauses.EVT_4, "readings of the clock for one event"),
        driver(
                "times-never-fall",
                "A timestamp is never earlier than the one before.",
                Parts.publisher(NeverFalls::new))
            .fails(Clauses.EVT_4, "a later event must carry the clock's earlier time"));
  }

  private static final class OneTooShort extends EventEncoder {
    @Override
    protected int keptUnits(UnicodeString name, int limit) {
      return super.keptUnits(name, limit - 1);
    }
  }

  private static final class PartsPairs extends EventEncoder {
    @Override
    protected int keptUnits(UnicodeString name, int limit) {
      return Math.min(name.units(), limit);
    }
  }

  private static final class DropsLoneSurrogates extends EventEncoder {
    @Override
    protected int keptUnits(UnicodeString name, int limit) {
      boolean cut = name.units() > limit;
      return cut && Character.isHighSurrogate(name.unit(limit - 1))
          ? limit - 1
          : Math.min(name.units(), limit);
    }
  }

  private static final class Unflagged extends EventEncoder {
    @Override
    protected int cutFlags(EventFields event) {
      return 0;
    }
  }

  private static final class LongName2 extends EventEncoder {
    @Override
    protected int keptUnits(UnicodeString name, int limit) {
      return super.keptUnits(name, Limits.MAX_NAME_UNITS);
    }
  }

  private static final class MatchesTheCutName extends Filing {
    MatchesTheCutName(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isMonitored(FileNameInformation name) {
      String text = name.name().toString();
      String cut = text.substring(0, Math.min(text.length(), Limits.MAX_NAME_UNITS));
      int root = text.indexOf('\\', "\\Device\\".length());
      return super.isMonitored(new FileNameInformation(UnicodeString.of(cut), root));
    }
  }

  private static final class CurrentThread extends Filing {
    private final Parts.Filed from;

    CurrentThread(Parts.Filed from) {
      super(from);
      this.from = from;
    }

    @Override
    protected EventFields event(int type, CallbackData data, FileNameInformation name) {
      KThread thread = from.kernel().ps().currentThread();
      return super.event(type, data, name)
          .requestor(thread.process().processId(), thread.threadId());
    }
  }

  private static final class ParentProcess extends Filing {
    ParentProcess(Parts.Filed from) {
      super(from);
    }

    @Override
    protected EventFields event(int type, CallbackData data, FileNameInformation name) {
      KThread thread = data.thread();
      EventFields event = super.event(type, data, name);
      return thread == null
          ? event
          : event.requestor(thread.process().parent().processId(), thread.threadId());
    }
  }

  private static final class OptionsWhole extends Filing {
    OptionsWhole(Parts.Filed from) {
      super(from);
    }

    @Override
    protected EventFields createDetails(EventFields event, CallbackData data) {
      return event.details(data.desiredAccess(), data.options() >>> 24, data.options());
    }
  }

  private static final class HalfOffset extends Filing {
    HalfOffset(Parts.Filed from) {
      super(from);
    }

    @Override
    protected EventFields writeDetails(EventFields event, CallbackData data) {
      return event.details(data.length(), 0, data.byteOffset() & 0xFFFFFFFFL);
    }
  }

  private static final class ResolvedOffset extends Filing {
    ResolvedOffset(Parts.Filed from) {
      super(from);
    }

    @Override
    protected EventFields writeDetails(EventFields event, CallbackData data) {
      return event.details(data.length(), 0, Math.max(0, data.byteOffset()));
    }
  }

  private static final class SilentEmptyWrites extends Filing {
    SilentEmptyWrites(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      boolean emptyWrite =
          data.majorFunction() == dev.auroraedr.km.emulator.io.MajorFunction.WRITE
              && data.length() == 0;
      return !emptyWrite && super.isReportedOperation(data);
    }
  }

  private static final class OldDetail1 extends EventEncoder {
    @Override
    public int encode(EventFields event, long timestamp, byte[] out) {
      int size = super.encode(event, timestamp, out);
      ByteBuffer fields = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
      boolean unnamed = fields.getShort(EventLayout.TYPE_OFFSET) == EventType.FILE_WRITE;
      fields.putInt(
          EventLayout.DETAIL1_OFFSET, unnamed ? 1 : fields.getInt(EventLayout.DETAIL1_OFFSET));
      return size;
    }
  }

  private static class Stamping extends EventPublisher {
    final Parts.Published from;

    Stamping(Parts.Published from) {
      super(from.streams(), from.encoder(), from.kernel().pool(), from.kernel().ke());
      this.from = from;
    }

    static ByteBuffer fields(PoolBlock record) {
      return ByteBuffer.wrap(record.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static final class StampedBefore extends Stamping {
    StampedBefore(Parts.Published from) {
      super(from);
    }

    @Override
    public PoolBlock prepare(EventFields event) {
      PoolBlock record = super.prepare(event);
      if (record != null) {
        super.stamp(record);
      }
      return record;
    }

    @Override
    protected void stamp(PoolBlock record) {
      // The defect: the time from before stays.
    }
  }

  private static final class ClockPerStream extends Stamping {
    ClockPerStream(Parts.Published from) {
      super(from);
    }

    @Override
    protected boolean isFor(EventStream stream, int maskBit) {
      from.kernel().ke().querySystemTimePrecise();
      return super.isFor(stream, maskBit);
    }
  }

  private static final class NeverFalls extends Stamping {
    private long latest;

    NeverFalls(Parts.Published from) {
      super(from);
    }

    @Override
    protected void stamp(PoolBlock record) {
      super.stamp(record);
      latest = Math.max(latest, fields(record).getLong(EventLayout.TIMESTAMP_OFFSET));
      fields(record).putLong(EventLayout.TIMESTAMP_OFFSET, latest);
    }
  }
}
