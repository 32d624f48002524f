package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.diff.FaultOperation.ClearFaults;
import dev.auroraedr.km.conformance.diff.FaultOperation.Fail;
import dev.auroraedr.km.conformance.diff.FaultOperation.FailAll;

/**
 * Failing kernel calls, of those that every driver of this contract makes. Which call of several
 * fails is told only where their number and order is no choice of the driver's; names, for one, it
 * may ask for earlier or later, so that those calls fail all or none.
 */
final class Faults {
  private static final String[] OF_LOAD = {
    "IoCreateDevice",
    "IoCreateSymbolicLink",
    "ZwSetSecurityObject",
    "FltRegisterFilter",
    "FltStartFiltering",
    "FltAttachVolume",
    "PsSetCreateProcessNotifyRoutineEx",
    "ObRegisterCallbacks",
    "CmRegisterCallback",
    "CmRegisterCallbackEx"
  };
  private static final String[] ONE_OF_USE = {
    "BCryptGenRandom",
    "ZwOpenKey",
    "ZwCreateFile",
    "ObOpenObjectByPointer",
    "FltAttachVolume",
    "CmRegisterCallbackEx",
    "ObRegisterCallbacks",
    "PsSetCreateProcessNotifyRoutineEx"
  };
  private static final String[] ALL_OF_USE = {
    "BCryptGenRandom",
    "ZwOpenKey",
    "ZwCreateFile",
    "ObOpenObjectByPointer",
    "FltGetFileNameInformation",
    "FltAttachVolume",
    "SeLocateProcessImageName",
    "CmCallbackGetKeyObjectIDEx",
    "CmRegisterCallbackEx",
    "ObRegisterCallbacks",
    "PsSetCreateProcessNotifyRoutineEx",
    "FltIsDirectory"
  };
  private static final int[] STATUSES = {
    NtStatus.INSUFFICIENT_RESOURCES, NtStatus.UNSUCCESSFUL, NtStatus.ACCESS_DENIED
  };

  private Faults() {}

  static void ofLoad(Draft draft) {
    Seeded random = draft.random();
    String call = random.pick(OF_LOAD);
    int status =
        call.startsWith("Flt") && random.oneIn(2)
            ? NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION
            : random.pickInt(STATUSES);
    draft.add(
        random.oneIn(3) ? new FailAll(call, status) : new Fail(call, random.between(1, 2), status));
  }

  static void any(Draft draft) {
    Seeded random = draft.random();
    int status = random.pickInt(STATUSES);
    switch (random.below(4)) {
      case 0 -> draft.add(new ClearFaults());
      case 1 -> draft.add(new FailAll(random.pick(ALL_OF_USE), status));
      default -> draft.add(new Fail(random.pick(ONE_OF_USE), 1, status));
    }
    if (random.oneIn(3)) {
      Control.query(draft);
    }
  }
}
