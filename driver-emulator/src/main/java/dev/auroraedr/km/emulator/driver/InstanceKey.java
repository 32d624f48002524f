package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.emulator.cm.KeyValuePartialInformation;
import dev.auroraedr.km.emulator.cm.QueryValueResult;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The default instance below the service key, from which FltRegisterFilter takes the altitude
 * (ALT-6). Used by load and unload only, one at a time.
 */
public class InstanceKey {
  private static final int KEY_READ_WRITE = 0x2001F;
  private static final int NAME_BYTES = 512;
  private static final UnicodeString ALTITUDE = UnicodeString.of("Altitude");
  private static final UnicodeString DEFAULT_INSTANCE = UnicodeString.of("DefaultInstance");

  private final ZwRegistry registry;
  private final String servicePath;
  private long key;
  private Value found;
  private boolean written;

  /** What a value holds; {@code data} is null where there is none. */
  private record Value(int status, int type, byte[] data) {}

  /** The key of the service whose path DriverEntry was given. */
  public InstanceKey(ZwRegistry registry, String servicePath) {
    this.registry = registry;
    this.servicePath = servicePath;
  }

  /**
   * Finds the default instance and remembers its altitude; {@link #close} goes with it, whatever
   * the outcome.
   */
  public int open() {
    KeyHandle instances = openInstances();
    if (instances.status() != NtStatus.SUCCESS) {
      return instances.status();
    }
    int status = openDefault(instances.handle());
    registry.close(instances.handle());
    if (status == NtStatus.SUCCESS) {
      Value value = query(key, ALTITUDE);
      found = value;
      status = value.status() == NtStatus.OBJECT_NAME_NOT_FOUND ? NtStatus.SUCCESS : value.status();
    }
    return status;
  }

  /** {@code Parameters\Instances} where that key exists, else {@code Instances}. */
  protected KeyHandle openInstances() {
    KeyHandle below = openBelowService("\\Parameters\\Instances");
    return below.status() == NtStatus.OBJECT_NAME_NOT_FOUND
        ? openBelowService("\\Instances")
        : below;
  }

  /** Opens a key below the service key. */
  protected final KeyHandle openBelowService(String name) {
    return registry.openKey(UnicodeString.of(servicePath + name), KEY_READ_WRITE);
  }

  private int openDefault(long instances) {
    Value name = query(instances, DEFAULT_INSTANCE);
    if (name.status() != NtStatus.SUCCESS) {
      return name.status();
    }
    if (name.type() != KeyValue.REG_SZ) {
      return NtStatus.OBJECT_TYPE_MISMATCH;
    }
    KeyHandle opened = registry.openKey(instances, textOf(name.data()), KEY_READ_WRITE);
    key = opened.handle();
    return opened.status();
  }

  /** A REG_SZ up to its terminator, which may be missing. */
  private static UnicodeString textOf(byte[] data) {
    ByteBuffer units = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (units.remaining() > 1) {
      char unit = units.getChar();
      if (unit == 0) {
        break;
      }
      text.append(unit);
    }
    return UnicodeString.of(text.toString());
  }

  private Value query(long from, UnicodeString name) {
    byte[] buffer = new byte[KeyValuePartialInformation.DATA_OFFSET + NAME_BYTES];
    QueryValueResult result = registry.queryValueKey(from, name, buffer, buffer.length);
    if (result.status() == NtStatus.BUFFER_OVERFLOW) {
      buffer = new byte[result.resultLength()];
      result = registry.queryValueKey(from, name, buffer, buffer.length);
    }
    if (result.status() != NtStatus.SUCCESS) {
      return new Value(result.status(), 0, null);
    }
    int type =
        ByteBuffer.wrap(buffer)
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt(KeyValuePartialInformation.TYPE_OFFSET);
    return new Value(
        NtStatus.SUCCESS,
        type,
        Arrays.copyOfRange(buffer, KeyValuePartialInformation.DATA_OFFSET, result.resultLength()));
  }

  /** Writes the altitude that the next FltRegisterFilter is to take. */
  public int write(int altitude) {
    UnicodeString text = UnicodeString.of(text(altitude) + "\0");
    byte[] data = new byte[text.lengthBytes()];
    text.copyTo(data, 0, data.length);
    int status = registry.setValueKey(key, ALTITUDE, KeyValue.REG_SZ, data);
    written |= status == NtStatus.SUCCESS;
    return status;
  }

  /** The candidate as FltMgr reads it. */
  protected String text(int altitude) {
    return Integer.toString(altitude);
  }

  /** LOD-1: a load that fails leaves the altitude that it found. */
  public void restore() {
    if (written && found.data() == null) {
      registry.deleteValueKey(key, ALTITUDE);
    } else if (written) {
      registry.setValueKey(key, ALTITUDE, found.type(), found.data());
    }
  }

  /** Gives the key's handle back. */
  public void close() {
    if (key != 0) {
      registry.close(key);
      key = 0;
    }
  }

  /** Unload writes the first candidate back; that it can't be written keeps no driver loaded. */
  public void reset() {
    if (open() == NtStatus.SUCCESS) {
      write(AltitudeSearch.FIRST);
    }
    close();
  }
}
