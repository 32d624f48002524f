package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerRegistry;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Answer;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import dev.auroraedr.km.conformance.target.hosted.PeerLog.Note;
import java.util.List;
import java.util.Set;

/** The second driver and the registry; it calls from a thread of the system process. */
final class RegistryPeer implements PeerRegistry {
  private final PeerLoader loader;

  RegistryPeer(PeerLoader loader) {
    this.loader = loader;
  }

  @Override
  public int occupy(String altitude) {
    return register(altitude, NtStatus.SUCCESS).status();
  }

  private Answer register(String altitude, int verdict) {
    Ask ask = Ask.of(altitude, "").numbers(0, verdict);
    return loader.common().ask(PeerDevice.REGISTER_REGISTRY_CALLBACK, ask);
  }

  @Override
  public PeerRegistryCallback watch(String altitude, int verdict) {
    return new Watch(loader.common(), register(altitude == null ? "" : altitude, verdict));
  }

  @Override
  public int createKey(String key) {
    return status(PeerDevice.CREATE_KEY, Ask.of(key, ""));
  }

  @Override
  public int setValue(String key, String value, int type, byte[] data) {
    return status(PeerDevice.SET_VALUE, Ask.of(key, value).numbers(type, 0).with(data));
  }

  @Override
  public int deleteValue(String key, String value) {
    return status(PeerDevice.DELETE_VALUE, Ask.of(key, value));
  }

  @Override
  public int deleteKey(String key) {
    return status(PeerDevice.DELETE_KEY, Ask.of(key, ""));
  }

  private int status(int code, Ask ask) {
    return loader.common().ask(code, ask).status();
  }

  @Override
  public RegistryValue value(String key, String value) {
    Answer answer = loader.common().ask(PeerDevice.READ_VALUE, Ask.of(key, value));
    boolean found = answer.status() == NtStatus.SUCCESS;
    return found ? new RegistryValue(answer.number(), answer.data()) : null;
  }

  @Override
  public boolean exists(String key) {
    return status(PeerDevice.OPEN_KEY, Ask.of(key, "")) == NtStatus.SUCCESS;
  }

  /** A callback that notes. */
  private static final class Watch implements PeerRegistryCallback {
    /** REG_NOTIFY_CLASS of operations that begin; a callback is told of their end too. */
    private static final Set<Integer> BEGINNINGS =
        Set.of(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 26, 28, 30, 32, 34, 36, 38, 41, 43, 45, 47, 49);

    private final PeerDevice device;
    private final int status;
    private final int id;
    private List<Integer> seen;

    Watch(PeerDevice device, Answer registered) {
      this.device = device;
      this.status = registered.status();
      this.id = registered.id();
      this.seen = new PeerLog<>(device, id, Note::what);
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public synchronized List<Integer> seen() {
      return seen.stream().filter(BEGINNINGS::contains).toList();
    }

    /** With the registration its log goes too. */
    @Override
    public synchronized void remove() {
      seen = List.copyOf(seen);
      device.askSuccessfully(PeerDevice.UNREGISTER, Ask.of(id));
    }
  }
}
