package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.FilterStatus;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.abi.QueryRequestLayout;
import dev.auroraedr.km.client.codec.CallbackHealthReport;
import dev.auroraedr.km.client.codec.MinifilterStatus;
import dev.auroraedr.km.client.codec.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jctools.queues.SpscArrayQueue;

/**
 * The least that a query costs: request copied in, a block through a queue, answer written and
 * copied out, decoded with the client's decoder.
 */
final class FloorQueries implements QueryPath {
  private final ByteBuffer input = buffer(QueryRequestLayout.SIZE);
  private final ByteBuffer output = buffer(MinifilterStatusLayout.SIZE);
  private final SpscArrayQueue<byte[]> requests = new SpscArrayQueue<>(2);
  private final byte[] block = new byte[MinifilterStatusLayout.SIZE];

  @Override
  public Object ask(Query query) {
    input.putInt(QueryRequestLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    input.putInt(QueryRequestLayout.ZERO_OFFSET, 0);
    input.get(0, block, 0, QueryRequestLayout.SIZE);
    requests.offer(block);
    byte[] answer = requests.poll();
    Arrays.fill(answer, (byte) 0);
    answer[MinifilterStatusLayout.FILTER_STATUS_OFFSET] = FilterStatus.FILTERING;
    return query == Query.HEALTH ? health(answer) : status(answer);
  }

  private CallbackHealthReport health(byte[] answer) {
    answer[CallbackHealthReportLayout.REGISTRY_CALLBACK_HEALTH_OFFSET] = 1;
    copyOut(answer, CallbackHealthReportLayout.SIZE);
    try {
      return CallbackHealthReport.decode(output);
    } catch (ProtocolException e) {
      throw new IllegalStateException("the floor built a malformed report", e);
    }
  }

  private MinifilterStatus status(byte[] answer) {
    copyOut(answer, MinifilterStatusLayout.SIZE);
    try {
      return MinifilterStatus.decode(output);
    } catch (ProtocolException e) {
      throw new IllegalStateException("the floor built a malformed status", e);
    }
  }

  private void copyOut(byte[] answer, int size) {
    output.clear();
    output.put(answer, 0, size).flip();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    requests.clear();
  }
}
