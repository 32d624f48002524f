package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Answer;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * What one registration of the second driver has noted, oldest first: a list that grows. Reads what
 * is new when its size is asked for. Thread-safe.
 *
 * @param <T> what a note becomes
 */
final class PeerLog<T> extends AbstractList<T> {
  private static final int RECORD = 512;
  private static final int NAME = 32;

  private final PeerDevice device;
  private final int id;
  private final Function<Note, T> reader;
  private final List<T> read = new ArrayList<>();
  private int forgotten;

  /**
   * A note.
   *
   * @param what depends on who notes
   * @param status a status
   * @param first a number
   * @param second a number
   * @param name may be empty
   */
  record Note(int what, int status, long first, long second, String name) {
    boolean has(int flag) {
      return (what & flag) != 0;
    }
  }

  PeerLog(PeerDevice device, int id, Function<Note, T> reader) {
    this.device = device;
    this.id = id;
    this.reader = reader;
  }

  @Override
  public synchronized T get(int index) {
    if (index >= read.size()) {
      readOn();
    }
    return read.get(index);
  }

  @Override
  public synchronized int size() {
    readOn();
    return read.size();
  }

  /** Forgets what there is now; what comes later begins the list anew. */
  @Override
  public synchronized void clear() {
    readOn();
    forgotten += read.size();
    read.clear();
  }

  @Override
  public Iterator<T> iterator() {
    return snapshot().iterator();
  }

  /** What there is now. */
  synchronized List<T> snapshot() {
    readOn();
    return List.copyOf(read);
  }

  private void readOn() {
    int all;
    do {
      Answer answer =
          device.askSuccessfully(
              PeerDevice.READ_LOG, Ask.of(id).numbers(forgotten + read.size(), 0));
      all = answer.number();
      ByteBuffer notes = ByteBuffer.wrap(answer.data()).order(ByteOrder.LITTLE_ENDIAN);
      if (notes.remaining() < RECORD && forgotten + read.size() < all) {
        throw new IllegalStateException("the second driver's log is full after " + read.size());
      }
      for (int at = 0; at + RECORD <= notes.limit(); at += RECORD) {
        read.add(reader.apply(note(notes, at)));
      }
    } while (forgotten + read.size() < all);
  }

  private static Note note(ByteBuffer notes, int at) {
    byte[] name = new byte[notes.getInt(at + 12)];
    notes.get(at + NAME, name);
    return new Note(
        notes.getInt(at + 4),
        notes.getInt(at + 8),
        notes.getLong(at + 16),
        notes.getLong(at + 24),
        new String(name, StandardCharsets.UTF_16LE));
  }
}
