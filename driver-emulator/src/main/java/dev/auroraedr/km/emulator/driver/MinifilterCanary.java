package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.HashMap;
import java.util.Map;

/**
 * The minifilter's canary (HLT-8): an open of a private name below {@code \SystemRoot}, from the
 * top of the stack, which the own pre-create completes. Thread-safe.
 */
public class MinifilterCanary {
  private static final String NAME = "{5d0b7f3e-21c4-4f6a-9d18-0c5a6b7e8f90}";
  private static final String PATH = "\\SystemRoot\\" + NAME;
  private static final int FILE_READ_ATTRIBUTES = 0x80;

  private final Kernel kernel;
  private final Canary canary;

  /** Sends through a system's file system stack. */
  public MinifilterCanary(Kernel kernel, Canary canary) {
    this.kernel = kernel;
    this.canary = canary;
  }

  /** Sends it; the outcome is {@link Canary#send}'s. */
  public int send() {
    return canary.send(
        kernel.ke(),
        kernel.ps().currentThread(),
        () -> kernel.files().createFile(PATH, FILE_READ_ATTRIBUTES));
  }

  /** The same callbacks, with a look for the canary before the pre-create. */
  public Map<Integer, FilterCallbacks> before(Map<Integer, FilterCallbacks> operations) {
    Map<Integer, FilterCallbacks> all = new HashMap<>(operations);
    all.computeIfPresent(
        MajorFunction.CREATE,
        (function, create) ->
            new FilterCallbacks(data -> preCreate(data, create.pre()), create.post()));
    return all;
  }

  private int preCreate(CallbackData data, FilterCallbacks.Pre ordinary) {
    if (!canary.isUnderWay() || !isCanary(data)) {
      return ordinary.call(data);
    }
    canary.see();
    return answer(data);
  }

  /** Completes it, so that nothing below sees it. */
  protected int answer(CallbackData data) {
    data.setStatus(NtStatus.NOT_FOUND);
    return PreOperation.COMPLETE;
  }

  private boolean isCanary(CallbackData data) {
    return canary.mayBeSentBy(data.thread()) && endsWithName(data.file().fileName());
  }

  /** Whether the last component is the private name. */
  private static boolean endsWithName(UnicodeString fileName) {
    int start = fileName.units() - NAME.length();
    if (start < 1 || fileName.unit(start - 1) != '\\') {
      return false;
    }
    for (int i = 0; i < NAME.length(); i++) {
      if (fileName.unit(start + i) != NAME.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
