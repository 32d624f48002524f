package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;
import static dev.auroraedr.km.emulator.driver.LittleEndian.putU64;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.StartStreamResponseLayout;
import dev.auroraedr.km.abi.StopStreamResponseLayout;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.Arrays;

/**
 * START and STOP behind the checks (STR-1 to STR-10). Each method returns the status to complete
 * the request with, its IoStatus set if that is STATUS_SUCCESS. Thread-safe.
 */
public class StreamRequests {
  static final String QUEUE_TAG = "AurQ";

  private static final int TOKEN_TRIES = 4;

  private final DriverServices services;

  /** Serves requests on the services' streams. */
  public StreamRequests(DriverServices services) {
    this.services = services;
  }

  /** STR-1: START with token zero. */
  public int open(Irp irp, Session session, RequestVerdict request) {
    int granted = grantedBytes(request.queueBytes());
    // STR-3: on the books before there is memory, and after it is gone.
    int status = services.streams().reserve(session, granted);
    if (status != NtStatus.SUCCESS) {
      return status;
    }
    status = openReserved(granted, irp, session, effectiveMask(request.eventMask()));
    if (status != NtStatus.SUCCESS) {
      services.streams().release(session, granted);
    }
    return status;
  }

  private int openReserved(int granted, Irp irp, Session session, int mask) {
    PoolBlock memory = services.kernel().pool().allocateNonPaged(granted, QUEUE_TAG);
    if (memory == null) {
      return NtStatus.INSUFFICIENT_RESOURCES;
    }
    int status = openOver(memory, irp, session, mask);
    if (status != NtStatus.SUCCESS) {
      services.kernel().pool().free(memory, QUEUE_TAG);
    }
    return status;
  }

  private int openOver(PoolBlock memory, Irp irp, Session session, int mask) {
    int status = NtStatus.OBJECT_NAME_COLLISION;
    for (int i = 0; i < TOKEN_TRIES && status == NtStatus.OBJECT_NAME_COLLISION; i++) {
      Token token = services.tokens().next();
      if (token == null) {
        return NtStatus.INSUFFICIENT_RESOURCES;
      }
      StreamGrant grant = new StreamGrant(token, mask, memory.size());
      status = insert(services.factory().create(grant, session, memory), irp);
    }
    return status == NtStatus.OBJECT_NAME_COLLISION ? NtStatus.INSUFFICIENT_RESOURCES : status;
  }

  private int insert(EventStream stream, Irp irp) {
    // EVT-4: read at the insertion, and first, so that no event made after it looks older.
    long openedAt = services.kernel().ke().querySystemTimePrecise();
    int status = services.streams().insert(stream);
    if (status == NtStatus.SUCCESS) {
      answerOpen(irp, stream.grant(), openedAt);
    }
    return status;
  }

  private static void answerOpen(Irp irp, StreamGrant grant, long openedAt) {
    byte[] out = irp.systemBuffer().bytes();
    putU32(out, StartStreamResponseLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    putU32(out, StartStreamResponseLayout.QUEUE_BYTES_OFFSET, grant.queueBytes());
    grant.token().write(out, StartStreamResponseLayout.TOKEN_OFFSET);
    putU64(out, StartStreamResponseLayout.OPENED_AT_OFFSET, openedAt);
    irp.setIoStatus(NtStatus.SUCCESS, StartStreamResponseLayout.SIZE);
  }

  /** STR-1: 0 means all types. */
  protected int effectiveMask(int asked) {
    return asked == 0 ? EventMask.ALL : asked;
  }

  /** STR-1: 0 means 262,144; rounded up to a multiple of 4,096. */
  protected int grantedBytes(int asked) {
    int wanted = asked == 0 ? Limits.DEFAULT_QUEUE_BYTES : asked;
    return (wanted + Limits.QUEUE_GRANULARITY - 1) & -Limits.QUEUE_GRANULARITY;
  }

  /** STR-4: START with a token; STATUS_PENDING means that the stream has the request now. */
  public int receive(Irp irp, Session session, Token token) {
    StreamLookUp found = services.streams().find(session, token);
    if (found.stream() == null) {
      return found.status();
    }
    int status = found.stream().receive(irp);
    if (status != NtStatus.NOT_FOUND) {
      return status;
    }
    // STR-10, STR-15: a STOP has taken the stream out since it was found; the table knows more.
    return services.streams().find(session, token).status();
  }

  /** STR-10: STOP. */
  public int stop(Irp irp, Session session, Token token) {
    StreamLookUp found = services.streams().remove(session, token);
    if (found.stream() == null) {
      return found.status();
    }
    answerStop(irp, services.closer().close(found.stream(), NtStatus.NOT_FOUND));
    return NtStatus.SUCCESS;
  }

  private static void answerStop(Irp irp, StreamTotals totals) {
    if (irp.outputLength() == 0) {
      irp.setIoStatus(NtStatus.SUCCESS, 0);
      return;
    }
    byte[] out = irp.systemBuffer().bytes();
    Arrays.fill(out, 0, StopStreamResponseLayout.SIZE, (byte) 0);
    putU32(out, StopStreamResponseLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    putU64(out, StopStreamResponseLayout.DELIVERED_OFFSET, totals.delivered());
    putU64(out, StopStreamResponseLayout.DROPPED_OFFSET, totals.dropped());
    irp.setIoStatus(NtStatus.SUCCESS, StopStreamResponseLayout.SIZE);
  }
}
