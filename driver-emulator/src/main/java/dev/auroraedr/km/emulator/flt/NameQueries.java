package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * FltGetFileNameInformation: when a name may be asked for at all. The name cache is taken to be
 * empty where Windows allows only cached names, so that a filter can't rely on luck, unless an
 * operation says that it is not. Thread-safe.
 *
 * <p>Source: FltGetFileNameInformation and FLT_FILE_NAME_OPTIONS in the Windows driver
 * documentation.
 */
final class NameQueries {
  static final int NORMALIZED = 0x101;
  static final int OPENED = 0x102;
  static final int SHORT = 0x103;

  private static final NameResult NO_MEMORY = new NameResult(NtStatus.INSUFFICIENT_RESOURCES, null);
  private static final NameResult INVALID = new NameResult(NtStatus.FLT_INVALID_NAME_REQUEST, null);

  private final Ke ke;
  private final AtomicLong queries = new AtomicLong();
  private final AtomicLong references = new AtomicLong();

  NameQueries(Ke ke) {
    this.ke = ke;
  }

  NameResult query(CallbackData data, int options) {
    if (options < NORMALIZED || options > SHORT) {
      throw new NotModelledException(
          String.format("FltGetFileNameInformation with options 0x%X", options));
    }
    ke.requirePassive("FltGetFileNameInformation");
    queries.incrementAndGet();
    int failure = ke.calls().enterForStatus("FltGetFileNameInformation");
    if (failure != NtStatus.SUCCESS) {
      return new NameResult(failure, null);
    }
    NameResult result = isAskable(data, options) ? data.file().nameIn(options, data) : INVALID;
    if (result.name() != null) {
      references.incrementAndGet();
    }
    return result;
  }

  /** Not on the paging path, not once cleanup is done, no short name before a create. */
  private static boolean isAskable(CallbackData data, int options) {
    int function = data.majorFunction();
    boolean beforeCreate = function == MajorFunction.CREATE && !data.isReturning();
    boolean afterCleanup = function == MajorFunction.CLEANUP && data.isReturning();
    boolean onPagingPath = (data.irpFlags() & CallbackData.IRP_PAGING_IO) != 0;
    return (!onPagingPath || data.isNameCached())
        && function != MajorFunction.CLOSE
        && !afterCleanup
        && !(beforeCreate && options == SHORT);
  }

  void release() {
    ke.calls().enter("FltReleaseFileNameInformation");
    references.decrementAndGet();
  }

  long queries() {
    return queries.get();
  }

  long references() {
    return references.get();
  }
}
