package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Answer;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import dev.auroraedr.km.conformance.target.hosted.PeerLog.Note;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Minifilters of the second driver, each a copy of it. Thread-safe. */
final class FilterPeer implements PeerFilters {
  private static final String TESTED = "edr-windows-km";
  private static final int UP = 0x100;
  private static final int FAST_IO = 0x200;
  private static final int NUMBERS = 0x400;

  private final PeerLoader loader;
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, Filter> started = new ConcurrentHashMap<>();

  /** What a filter does, by its number in the second driver's protocol. */
  private enum Kind {
    PASS,
    ONE_VOLUME,
    LATER_VOLUMES,
    LOG,
    COMPLETE_CREATES,
    END_CLEANUPS
  }

  /**
   * A filter that stands.
   *
   * @param device of its copy of the driver
   * @param id of its registration there
   */
  private record Filter(PeerDevice device, int id) {}

  FilterPeer(PeerLoader loader) {
    this.loader = loader;
  }

  @Override
  public int occupy(String altitude) {
    return register(Kind.PASS, Ask.of(altitude, "")).status();
  }

  @Override
  public int occupyOn(String volume, String altitude) {
    // Its own altitude is below every real one, so that it is in nobody's way.
    byte[] ownAltitude = PeerDevice.units("0.0" + next.incrementAndGet());
    return register(Kind.ONE_VOLUME, Ask.of(altitude, volume).with(ownAltitude)).status();
  }

  @Override
  public int occupyLater(String altitude) {
    return register(Kind.LATER_VOLUMES, Ask.of(altitude, "")).status();
  }

  private Answer register(Kind kind, Ask ask) {
    return registerIn(loader.another(), kind, ask);
  }

  private static Answer registerIn(PeerDevice device, Kind kind, Ask ask) {
    return device.ask(PeerDevice.REGISTER_FILTER, ask.numbers(kind.ordinal(), ask.second()));
  }

  private long start(Kind kind, Ask ask) {
    PeerDevice device = loader.another();
    Answer answer = registerIn(device, kind, ask);
    PeerLoader.require(answer.status(), "starting a peer's filter at " + ask.text());
    long name = next.incrementAndGet();
    started.put(name, new Filter(device, answer.id()));
    return name;
  }

  @Override
  public long log(String altitude) {
    return start(Kind.LOG, Ask.of(altitude, ""));
  }

  @Override
  public List<LoggedOperation> logged(long filter) {
    Filter one = started.get(filter);
    return new PeerLog<>(one.device(), one.id(), FilterPeer::read).snapshot();
  }

  private static LoggedOperation read(Note note) {
    List<Long> parameters = note.has(NUMBERS) ? List.of(note.first(), note.second()) : List.of();
    return new LoggedOperation(
        note.what() & 0xFF,
        note.has(UP),
        note.has(FAST_IO),
        note.name(),
        parameters,
        note.status());
  }

  @Override
  public long completeCreates(String altitude, String path, int status) {
    return start(Kind.COMPLETE_CREATES, Ask.of(altitude, path).numbers(0, status));
  }

  @Override
  public long endCleanups(String altitude, String path, int status) {
    return start(Kind.END_CLEANUPS, Ask.of(altitude, path).numbers(0, status));
  }

  @Override
  public void unregister(long filter) {
    Filter one = started.remove(filter);
    one.device().askSuccessfully(PeerDevice.UNREGISTER, Ask.of(one.id()));
  }

  @Override
  public int detachDriver(String volume) {
    return loader.common().ask(PeerDevice.DETACH, Ask.of(TESTED, volume)).status();
  }
}
