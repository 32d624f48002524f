package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.cm.KeyHandle;
import dev.auroraedr.km.emulator.cm.KeyValuePartialInformation;
import dev.auroraedr.km.emulator.cm.QueryValueResult;
import dev.auroraedr.km.emulator.cm.RegisterCallbackResult;
import dev.auroraedr.km.emulator.cm.ZwRegistry;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongToIntFunction;

/** The second driver and the registry; it calls from a thread of the system process. */
final class RegistryPeer implements PeerRegistry {
  private final EmulatedMachine machine;
  private final ConfigurationManager registry;
  private final ZwRegistry zw;

  RegistryPeer(EmulatedMachine machine) {
    this.machine = machine;
    this.registry = machine.kernel().callbacks().registry();
    this.zw = registry.zw();
  }

  @Override
  public int occupy(String altitude) {
    return registry
        .registerCallbackEx((notifyClass, information) -> NtStatus.SUCCESS, altitude)
        .status();
  }

  @Override
  public PeerRegistryCallback watch(String altitude, int verdict) {
    return new Watch(registry, altitude, verdict);
  }

  @Override
  public int createKey(String key) {
    return onKey(key, true, handle -> NtStatus.SUCCESS);
  }

  @Override
  public int setValue(String key, String value, int type, byte[] data) {
    UnicodeString name = UnicodeString.of(value);
    return onKey(key, true, handle -> zw.setValueKey(handle, name, type, data));
  }

  @Override
  public int deleteValue(String key, String value) {
    UnicodeString name = UnicodeString.of(value);
    return onKey(key, false, handle -> zw.deleteValueKey(handle, name));
  }

  @Override
  public int deleteKey(String key) {
    return onKey(key, false, zw::deleteKey);
  }

  @Override
  public RegistryValue value(String key, String value) {
    byte[][] answer = new byte[1][];
    int status =
        onKey(
            key,
            false,
            handle -> {
              UnicodeString name = UnicodeString.of(value);
              QueryValueResult asked = zw.queryValueKey(handle, name, new byte[0], 0);
              answer[0] = new byte[asked.resultLength()];
              return asked.status() == NtStatus.BUFFER_TOO_SMALL
                  ? zw.queryValueKey(handle, name, answer[0], answer[0].length).status()
                  : asked.status();
            });
    return status == NtStatus.SUCCESS ? read(answer[0]) : null;
  }

  private static RegistryValue read(byte[] answer) {
    int type =
        ByteBuffer.wrap(answer)
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt(KeyValuePartialInformation.TYPE_OFFSET);
    byte[] data = Arrays.copyOfRange(answer, KeyValuePartialInformation.DATA_OFFSET, answer.length);
    return new RegistryValue(type, data);
  }

  @Override
  public boolean exists(String key) {
    return onKey(key, false, handle -> NtStatus.SUCCESS) == NtStatus.SUCCESS;
  }

  private int onKey(String key, boolean make, LongToIntFunction use) {
    int[] status = new int[1];
    machine
        .ps()
        .runAs(
            machine.ps().systemProcess().threadOfCaller(),
            () -> {
              KeyHandle opened = make ? made(key) : zw.openKey(UnicodeString.of(key), 0);
              status[0] = opened.status();
              if (opened.status() == NtStatus.SUCCESS) {
                status[0] = use.applyAsInt(opened.handle());
                zw.close(opened.handle());
              }
            });
    return status[0];
  }

  /** Creates the keys above first, from the end of the hive's path on. */
  private KeyHandle made(String key) {
    KeyHandle opened = zw.createKey(0, UnicodeString.of(key), 0);
    int parent = key.lastIndexOf('\\');
    if (opened.status() != NtStatus.OBJECT_NAME_NOT_FOUND || parent <= 0) {
      return opened;
    }
    KeyHandle above = made(key.substring(0, parent));
    if (above.status() != NtStatus.SUCCESS) {
      return above;
    }
    zw.close(above.handle());
    return zw.createKey(0, UnicodeString.of(key), 0);
  }

  /** A callback that notes. */
  private static final class Watch implements PeerRegistryCallback {
    private final ConfigurationManager registry;
    private final List<Integer> seen = new CopyOnWriteArrayList<>();
    private final RegisterCallbackResult registered;

    Watch(ConfigurationManager registry, String altitude, int verdict) {
      this.registry = registry;
      this.registered =
          altitude == null
              ? registry.registerCallback((type, information) -> note(type, verdict))
              : registry.registerCallbackEx((type, information) -> note(type, verdict), altitude);
    }

    private int note(int notifyClass, int verdict) {
      seen.add(notifyClass);
      return verdict;
    }

    @Override
    public int status() {
      return registered.status();
    }

    @Override
    public List<Integer> seen() {
      return List.copyOf(seen);
    }

    @Override
    public void remove() {
      registry.unRegisterCallback(registered.cookie());
    }
  }
}
