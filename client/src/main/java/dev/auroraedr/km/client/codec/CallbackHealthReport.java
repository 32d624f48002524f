package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.CallbackHealthReportLayout.MINIFILTER_ACTIVE_OFFSET;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.OBJECT_CALLBACK_HEALTH_OFFSET;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.PROCESS_NOTIFY_COUNT_OFFSET;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.PROCESS_NOTIFY_HEALTH_OFFSET;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.REGISTRY_CALLBACK_HEALTH_OFFSET;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.SIZE;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.ZERO_LENGTH;
import static dev.auroraedr.km.abi.CallbackHealthReportLayout.ZERO_OFFSET;

import java.nio.ByteBuffer;

/**
 * The state of the driver's callbacks, verified at the query (HLT-1).
 *
 * @param processNotifyCount process events handled since load, 0 to 4,294,967,295 (HLT-6)
 * @param processNotifyHealth the process notify routine
 * @param registryCallbackHealth the registry callback
 * @param objectCallbackHealth the object callback
 * @param minifilterActive whether the minifilter is filtering and answered its canary (HLT-5)
 */
public record CallbackHealthReport(
    long processNotifyCount,
    CallbackHealth processNotifyHealth,
    CallbackHealth registryCallbackHealth,
    CallbackHealth objectCallbackHealth,
    boolean minifilterActive) {

  /**
   * Decodes the bytes between position and limit.
   *
   * @throws ProtocolException if they are no health report
   */
  public static CallbackHealthReport decode(ByteBuffer bytes) throws ProtocolException {
    Answer answer = new Answer(bytes, "CallbackHealthReport", SIZE);
    answer.zero(ZERO_OFFSET, ZERO_LENGTH);
    return new CallbackHealthReport(
        Integer.toUnsignedLong(answer.u32(PROCESS_NOTIFY_COUNT_OFFSET)),
        health(answer, PROCESS_NOTIFY_HEALTH_OFFSET, "process_notify_health"),
        health(answer, REGISTRY_CALLBACK_HEALTH_OFFSET, "registry_callback_health"),
        health(answer, OBJECT_CALLBACK_HEALTH_OFFSET, "object_callback_health"),
        answer.flag(MINIFILTER_ACTIVE_OFFSET, "minifilter_active"));
  }

  /** Whether every callback stands and the minifilter is active. */
  public boolean isHealthy() {
    return processNotifyHealth == CallbackHealth.REGISTERED
        && registryCallbackHealth == CallbackHealth.REGISTERED
        && objectCallbackHealth == CallbackHealth.REGISTERED
        && minifilterActive;
  }

  private static CallbackHealth health(Answer answer, int offset, String field)
      throws ProtocolException {
    return answer.known(offset, field, CallbackHealth.byCode());
  }
}
