package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.ke.Verifier;

/**
 * Sends IRPs to drivers, takes them back and cancels them, watching the rules of facts 1.4, 2.1 and
 * of Driver Verifier. Who ends a request: an IRP that was not marked pending is ended by the
 * dispatcher once the driver returned, one that was is ended by whoever completes it.
 */
final class IrpEngine {
  private final Ke ke;
  private final Verifier verifier;
  private final RequestEnd end;
  private final SpinLock cancelLock;

  IrpEngine(Ke ke, RequestEnd end) {
    this.ke = ke;
    this.verifier = ke.verifier();
    this.end = end;
    this.cancelLock = ke.newSpinLock();
  }

  SpinLock cancelLock() {
    return cancelLock;
  }

  /** IofCallDriver with all that follows: returns what the dispatch routine returned. */
  int callDriver(Irp irp) {
    verifier.requireRunning();
    ExecutionContext context = ExecutionContext.current();
    DispatchRoutine routine = irp.device.driver().getMajorFunction(irp.parameters.major());
    int locks = context.spinLocksHeld();
    irp.handToDriver();
    context.enterDriver();
    int returned;
    try {
      returned = routine.dispatch(irp.device, irp);
    } catch (BugCheckException | NotModelledException e) {
      context.forgetSpinLocks(locks);
      throw e;
    } catch (RuntimeException e) {
      throw crashed("a dispatch routine", e);
    } finally {
      context.leaveDriver();
    }
    if (context.spinLocksHeld() != locks) {
      context.forgetSpinLocks(locks);
      throw verifier.violation("dispatch routine returned with a spin lock held");
    }
    judgeReturn(irp, returned);
    return returned;
  }

  private BugCheckException crashed(String where, RuntimeException cause) {
    BugCheckException stop =
        verifier.bugCheck(0x3B, "SYSTEM_SERVICE_EXCEPTION", where + " threw " + cause);
    stop.initCause(cause);
    return stop;
  }

  private void judgeReturn(Irp irp, int returned) {
    boolean marked = irp.pendingMarked;
    if (marked != (returned == NtStatus.PENDING)) {
      throw verifier.violation(
          marked
              ? "IRP marked pending, but the dispatch routine returned " + hex(returned)
              : "dispatch routine returned STATUS_PENDING without IoMarkIrpPending");
    }
    if (marked) {
      irp.dispatching = false;
      return;
    }
    if (!irp.completed()) {
      throw verifier.violation(
          "dispatch routine returned " + hex(returned) + " without completing the IRP");
    }
    if (irp.finalStatus() != returned) {
      throw verifier.violation(
          "dispatch routine returned "
              + hex(returned)
              + " after completing with "
              + hex(irp.finalStatus()));
    }
    irp.dispatching = false;
    end.end(irp, false);
  }

  private static String hex(int status) {
    return "0x" + Integer.toHexString(status).toUpperCase(java.util.Locale.ROOT);
  }

  /** IofCompleteRequest. */
  void complete(Irp irp) {
    ke.calls().enter("IofCompleteRequest");
    verifier.requireRunning();
    if (ExecutionContext.current().spinLocksHeld() > 0) {
      throw verifier.violation("IoCompleteRequest called with a spin lock held");
    }
    boolean marked = irp.pendingMarked;
    if (!irp.takeFromDriver()) {
      throw verifier.bugCheck(
          0x44, "MULTIPLE_IRP_COMPLETE_REQUESTS", "IRP completed that is completed already");
    }
    judgeCompletion(irp);
    if (marked) {
      end.end(irp, true);
    }
  }

  private void judgeCompletion(Irp irp) {
    if (irp.exchangeCancelRoutine(null) != null) {
      throw verifier.violation("IRP completed with a cancel routine set");
    }
    int status = irp.finalStatus();
    if (status == NtStatus.PENDING) {
      throw verifier.violation("IRP completed with STATUS_PENDING");
    }
    long information = irp.finalInformation();
    if (status >>> 30 == 3) {
      if (information != 0) {
        verifier.finding(
            "IRP completed with error " + hex(status) + " and Information " + information);
      }
    } else if (irp.copiesOutput && (information < 0 || information > irp.outputLength)) {
      throw verifier.violation(
          "Information " + information + " beyond the output length " + irp.outputLength);
    }
  }

  /** IoCancelIrp. */
  boolean cancel(Irp irp) {
    ExecutionContext context = ExecutionContext.current();
    int locks = context.spinLocksHeld();
    cancelLock.acquireForSystem();
    irp.setCancel();
    CancelRoutine routine = irp.exchangeCancelRoutine(null);
    if (routine == null) {
      cancelLock.releaseForSystem();
      return false;
    }
    context.enterDriver();
    try {
      routine.cancel(irp.device, irp);
    } catch (BugCheckException | NotModelledException e) {
      context.forgetSpinLocks(locks);
      throw e;
    } catch (RuntimeException e) {
      throw crashed("a cancel routine", e);
    } finally {
      context.leaveDriver();
    }
    if (context.spinLocksHeld() != locks) {
      context.forgetSpinLocks(locks);
      throw verifier.violation("cancel routine returned with a spin lock held");
    }
    return true;
  }
}
