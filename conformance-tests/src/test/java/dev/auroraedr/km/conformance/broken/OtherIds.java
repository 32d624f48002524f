package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Gives the processes and threads of events other ids, always the same ones. */
final class OtherIds implements Tampering {
  static final OtherIds INSTANCE = new OtherIds();

  private static final int OTHER = 0x10000;

  private OtherIds() {}

  @Override
  public Duration patience() {
    return TargetHandle.PATIENCE;
  }

  @Override
  public Completion completed(Asked asked, Completion end) {
    boolean batch =
        asked.request().code() == ControlCode.START_EVENT_STREAM
            && end.status() == NtStatus.SUCCESS
            && end.information() > EventBatchLayout.SIZE;
    if (!batch) {
      return end;
    }
    ByteBuffer bytes = ByteBuffer.wrap(end.output().clone()).order(ByteOrder.LITTLE_ENDIAN);
    int at = EventBatchLayout.SIZE;
    while (at < end.information()) {
      change(bytes, at + EventLayout.PROCESS_ID_OFFSET);
      change(bytes, at + EventLayout.THREAD_ID_OFFSET);
      at += bytes.getInt(at + EventLayout.SIZE_OFFSET);
    }
    return new Completion(end.status(), end.information(), bytes.array());
  }

  private static void change(ByteBuffer bytes, int at) {
    bytes.putInt(at, bytes.getInt(at) ^ OTHER);
  }
}
