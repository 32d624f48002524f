package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.MinifilterStatusLayout.ACTIVE_STREAMS_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.ALTITUDE_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.FILTER_STATUS_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.INSTANCE_COUNT_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.PROTECTION_MODE_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.REGISTRY_API_OFFSET;
import static dev.auroraedr.km.abi.MinifilterStatusLayout.SIZE;

import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;

/**
 * What the minifilter and the load reached.
 *
 * @param instanceCount attached instances, 0 to 4,294,967,295 (FST-1)
 * @param altitude effective altitude, after fallback (FST-2)
 * @param filterStatus registration and filtering
 * @param protectionMode full or partial (FST-3)
 * @param registryApi the call that registered the registry callback
 * @param activeStreams open streams of all handles, 0 to 64 (FST-4)
 */
public record MinifilterStatus(
    long instanceCount,
    long altitude,
    FilterStatus filterStatus,
    ProtectionMode protectionMode,
    RegistryApi registryApi,
    int activeStreams) {

  /**
   * Decodes the bytes between position and limit.
   *
   * @throws ProtocolException if they are no minifilter status
   */
  public static MinifilterStatus decode(ByteBuffer bytes) throws ProtocolException {
    Answer answer = new Answer(bytes, "MinifilterStatus", SIZE);
    return new MinifilterStatus(
        Integer.toUnsignedLong(answer.u32(INSTANCE_COUNT_OFFSET)),
        Integer.toUnsignedLong(answer.u32(ALTITUDE_OFFSET)),
        answer.known(FILTER_STATUS_OFFSET, "filter_status", FilterStatus.byCode()),
        answer.known(PROTECTION_MODE_OFFSET, "protection_mode", ProtectionMode.byCode()),
        answer.known(REGISTRY_API_OFFSET, "registry_api", RegistryApi.byCode()),
        answer.atMost(ACTIVE_STREAMS_OFFSET, "active_streams", Limits.MAX_STREAMS));
  }
}
