package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.PeerObjects;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Answer;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import dev.auroraedr.km.conformance.target.hosted.PeerLog.Note;
import java.util.List;

/** Object callbacks of the second driver, and the handles that it opens. */
final class ObjectPeer implements PeerObjects {
  private static final int DUPLICATE = 1;
  private static final int KERNEL_HANDLE = 2;

  private final PeerLoader loader;

  ObjectPeer(PeerLoader loader) {
    this.loader = loader;
  }

  @Override
  public int occupy(String altitude) {
    return change(altitude, 0, 0);
  }

  @Override
  public int change(String altitude, int taken, int added) {
    Ask ask = Ask.of(altitude, "").numbers(taken, added);
    return loader.common().ask(PeerDevice.REGISTER_OBJECT_CALLBACK, ask).status();
  }

  @Override
  public List<Seen> watch(String altitude) {
    PeerDevice device = loader.common();
    Ask ask = Ask.of(altitude, "");
    int id = device.askSuccessfully(PeerDevice.REGISTER_OBJECT_CALLBACK, ask).id();
    return new PeerLog<>(device, id, ObjectPeer::read);
  }

  private static Seen read(Note note) {
    return new Seen(
        note.first(),
        note.has(DUPLICATE),
        note.has(KERNEL_HANDLE),
        (int) note.second(),
        (int) (note.second() >>> 32));
  }

  @Override
  public StimulusResult openKernelHandle(long processId, int desiredAccess) {
    return open(PeerDevice.OPEN_KERNEL_HANDLE, processId, desiredAccess);
  }

  @Override
  public StimulusResult openByZwCall(long processId, int desiredAccess) {
    return open(PeerDevice.OPEN_BY_ZW_CALL, processId, desiredAccess);
  }

  private StimulusResult open(int code, long processId, int desiredAccess) {
    Ask ask = Ask.of(Math.toIntExact(processId)).numbers(desiredAccess, 0);
    Answer answer = loader.commonOfShell().ask(code, ask);
    return new StimulusResult(answer.status(), Integer.toUnsignedLong(answer.number()));
  }
}
