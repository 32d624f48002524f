package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** The object callback: takes rights from handles to protected processes (OBJ-1). Thread-safe. */
public class ObjectCallback {
  private final Kernel kernel;
  private final EventPublisher publisher;
  private final ProcessTrust trust;
  private final int strippedAccess;

  /** Strips {@code strippedAccess} where {@code trust} says so. */
  public ObjectCallback(
      Kernel kernel, EventPublisher publisher, ProcessTrust trust, int strippedAccess) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.trust = trust;
    this.strippedAccess = strippedAccess;
  }

  /** The pre-operation callback. */
  public void preOperation(PreOperationInformation information) {
    if (isOutOfScope(information)) {
      return;
    }
    KThread caller = kernel.ps().currentThread();
    Process opener = openerOf(information, caller);
    if (!isTrustedMode(caller) && mustStrip(information.target(), opener)) {
      information.setDesiredAccess(leftOf(information.desiredAccess()));
      report(information, caller, opener);
    }
  }

  /** OBJ-2, OBJ-3, STR-12: kernel handles, and those that ask for nothing that is stripped. */
  protected boolean isOutOfScope(PreOperationInformation information) {
    return information.isKernelHandle() || (information.desiredAccess() & strippedAccess) == 0;
  }

  /** POL-1: a request with previous mode KernelMode is trusted. */
  protected boolean isTrustedMode(KThread caller) {
    return caller.isPreviousModeKernel();
  }

  /** OBJ-1: who gets the handle. */
  protected Process openerOf(PreOperationInformation information, KThread caller) {
    return information.isDuplicate() ? information.receiver() : caller.process();
  }

  /** OBJ-1: a protected process is opened by another that is neither trusted nor protected. */
  protected boolean mustStrip(Process target, Process opener) {
    return opener != target && trust.isProtected(target) && !trust.isTrusted(opener);
  }

  /** OBJ-1: what is left of an access mask. */
  protected int leftOf(int desiredAccess) {
    return desiredAccess & ~strippedAccess;
  }

  /** The event, where somebody wants it. */
  protected void report(PreOperationInformation information, KThread caller, Process opener) {
    if (!publisher.wants(EventType.HANDLE_ACCESS_STRIPPED)) {
      return;
    }
    long left = information.desiredAccess() & 0xFFFFFFFFL;
    long receiver = information.isDuplicate() ? (long) opener.processId() << 32 : 0;
    UnicodeString image = trust.imageOf(opener);
    publisher.publish(
        EventFields.of(EventType.HANDLE_ACCESS_STRIPPED)
            .flags(information.isDuplicate() ? EventFlag.DUPLICATE_HANDLE : 0)
            .requestor(caller.process().processId(), caller.threadId())
            .details(
                information.target().processId(),
                information.originalDesiredAccess(),
                receiver | left)
            .name(image));
    trust.giveBack(image);
  }
}
