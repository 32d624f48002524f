package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.PeerProcesses;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import dev.auroraedr.km.conformance.target.hosted.PeerLog.Note;
import java.util.List;

/** Process-notify routines of the second driver. */
final class ProcessPeer implements PeerProcesses {
  private final PeerLoader loader;

  ProcessPeer(PeerLoader loader) {
    this.loader = loader;
  }

  @Override
  public void leaveFree(int slots) {
    Ask ask = Ask.NOTHING.numbers(slots, 0);
    loader.common().askSuccessfully(PeerDevice.LEAVE_FREE, ask);
  }

  @Override
  public int answer(String imagePath, int creationStatus) {
    Ask ask = Ask.of(imagePath, "").numbers(0, creationStatus);
    return loader.common().ask(PeerDevice.ANSWER_PROCESSES, ask).status();
  }

  @Override
  public List<Told> watch() {
    PeerDevice device = loader.common();
    int id = device.askSuccessfully(PeerDevice.WATCH_PROCESSES, Ask.NOTHING).id();
    return new PeerLog<>(device, id, ProcessPeer::read);
  }

  private static Told read(Note note) {
    return new Told(note.first(), note.what() == 1, note.status());
  }
}
