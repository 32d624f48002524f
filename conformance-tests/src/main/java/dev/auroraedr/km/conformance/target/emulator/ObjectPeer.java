package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.PeerObjects;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ob.ObjectCallbacks.PreOperation;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.Process;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Object callbacks of the second driver, and the handles that it opens. */
final class ObjectPeer implements PeerObjects {
  private final EmulatedMachine machine;

  ObjectPeer(EmulatedMachine machine) {
    this.machine = machine;
  }

  @Override
  public int occupy(String altitude) {
    return register(altitude, information -> {});
  }

  @Override
  public int change(String altitude, int taken, int added) {
    return register(
        altitude,
        information -> information.setDesiredAccess(information.desiredAccess() & ~taken | added));
  }

  @Override
  public List<Seen> watch(String altitude) {
    List<Seen> seen = new CopyOnWriteArrayList<>();
    int status = register(altitude, information -> seen.add(of(information)));
    if (status != NtStatus.SUCCESS) {
      throw new IllegalStateException("the second driver's callback was refused: " + status);
    }
    return seen;
  }

  private static Seen of(PreOperationInformation information) {
    return new Seen(
        information.target().processId(),
        information.isDuplicate(),
        information.isKernelHandle(),
        information.originalDesiredAccess(),
        information.desiredAccess());
  }

  private int register(String altitude, PreOperation callback) {
    return machine.kernel().callbacks().object().registerCallbacks(altitude, callback).status();
  }

  @Override
  public StimulusResult openKernelHandle(long processId, int desiredAccess) {
    Process target = Actors.process(machine, processId);
    return opened(
        () -> handles().open(target, ProcessHandles.OBJ_KERNEL_HANDLE, desiredAccess, true));
  }

  @Override
  public StimulusResult openByZwCall(long processId, int desiredAccess) {
    StimulusResult[] result = new StimulusResult[1];
    Runnable zwOpenProcess =
        () -> result[0] = opened(() -> handles().openProcess((int) processId, 0, desiredAccess));
    machine
        .ps()
        .runAs(
            ordinaryProgram().threadOfCaller(), () -> machine.ps().runInKernelMode(zwOpenProcess));
    return result[0];
  }

  /** Opens and closes in the ordinary program's thread. */
  private StimulusResult opened(Supplier<OpenedHandle> open) {
    OpenedHandle[] result = new OpenedHandle[1];
    machine
        .ps()
        .runAs(
            ordinaryProgram().threadOfCaller(),
            () -> {
              result[0] = open.get();
              handles().close(result[0].handle());
            });
    return new StimulusResult(
        result[0].status(), Integer.toUnsignedLong(result[0].grantedAccess()));
  }

  private Process ordinaryProgram() {
    return machine.ps().processes().stream()
        .filter(process -> process.imagePath().endsWith("\\explorer.exe"))
        .findFirst()
        .orElseThrow();
  }

  private ProcessHandles handles() {
    return machine.kernel().ob();
  }
}
