package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.KeyValuePartialInformation;
import dev.auroraedr.km.emulator.cm.QueryValueResult;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the policy from the Parameters key, once, at load (POL-2). What can't be read counts as
 * missing; memory that can't be had ends the load (LOD-1). Used by one thread.
 */
public class PolicyReader {
  private static final String TAG = "AurP";
  private static final int KEY_QUERY_VALUE = 0x0001;
  private static final UnicodeString PARAMETERS =
      UnicodeString.of(PolicyDefaults.load().serviceKey() + "\\Parameters");

  private final Kernel kernel;
  private final PolicyParser parser;
  private final PolicyBuilder builder;
  private final Map<String, PolicyValue> values = new HashMap<>();
  private Policy policy;
  private PoolBlock memory;

  /** Reads through {@code parser} what {@code builder} makes a policy of. */
  public PolicyReader(Kernel kernel, PolicyParser parser, PolicyBuilder builder) {
    this.kernel = kernel;
    this.parser = parser;
    this.builder = builder;
  }

  /** STATUS_SUCCESS, and the policy can be had; or STATUS_INSUFFICIENT_RESOURCES. */
  public int read() {
    int status = readValues();
    if (status == NtStatus.SUCCESS) {
      policy = builder.build(values::get);
      memory = kernel.pool().allocateNonPaged(policy.tableBytes(), TAG);
      status = memory == null ? NtStatus.INSUFFICIENT_RESOURCES : NtStatus.SUCCESS;
    }
    return status;
  }

  /** The policy that was read. */
  public final Policy policy() {
    return policy;
  }

  /** Frees the policy's tables, once nobody matches any more. */
  public void free() {
    kernel.pool().free(memory, TAG);
  }

  private int readValues() {
    KeyHandle key = registry().openKey(PARAMETERS, KEY_QUERY_VALUE);
    if (key.status() != NtStatus.SUCCESS) {
      return NtStatus.SUCCESS;
    }
    int status = NtStatus.SUCCESS;
    for (String name : PolicyBuilder.VALUES) {
      if (status == NtStatus.SUCCESS) {
        status = readValue(key.handle(), name);
      }
    }
    registry().close(key.handle());
    return status;
  }

  private int readValue(long key, String name) {
    UnicodeString valueName = UnicodeString.of(name);
    int length = lengthOf(key, valueName);
    if (length == 0 || !parser.fits(length - KeyValuePartialInformation.DATA_OFFSET)) {
      return NtStatus.SUCCESS;
    }
    PoolBlock buffer = kernel.pool().allocateNonPaged(length, TAG);
    if (buffer == null) {
      return withoutMemory();
    }
    // The value may have changed since: what no longer fits can't be read.
    QueryValueResult result = registry().queryValueKey(key, valueName, buffer.bytes(), length);
    if (isWhole(result)) {
      values.put(name, valueIn(buffer.bytes()));
    }
    kernel.pool().free(buffer, TAG);
    return NtStatus.SUCCESS;
  }

  /** LOD-1: a value for which memory is short ends the load; it does not count as missing. */
  protected int withoutMemory() {
    return NtStatus.INSUFFICIENT_RESOURCES;
  }

  /** Whether all of the value was read. */
  protected boolean isWhole(QueryValueResult result) {
    return result.status() == NtStatus.SUCCESS;
  }

  /** Bytes that the value takes with its head; 0 if it is missing or can't be read. */
  private int lengthOf(long key, UnicodeString valueName) {
    byte[] head = new byte[KeyValuePartialInformation.DATA_OFFSET];
    QueryValueResult result = registry().queryValueKey(key, valueName, head, head.length);
    boolean readable =
        result.status() == NtStatus.SUCCESS || result.status() == NtStatus.BUFFER_OVERFLOW;
    return readable ? result.resultLength() : 0;
  }

  private static PolicyValue valueIn(byte[] information) {
    int length = LittleEndian.u32(information, KeyValuePartialInformation.DATA_LENGTH_OFFSET);
    int data = KeyValuePartialInformation.DATA_OFFSET;
    return new PolicyValue(
        LittleEndian.u32(information, KeyValuePartialInformation.TYPE_OFFSET),
        Arrays.copyOfRange(information, data, data + length));
  }

  private ZwRegistry registry() {
    return kernel.callbacks().registry().zw();
  }
}
