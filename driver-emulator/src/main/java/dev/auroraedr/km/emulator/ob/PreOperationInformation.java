package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.emulator.ps.Process;

/** OB_PRE_OPERATION_INFORMATION of a process handle that is opened or duplicated. */
public final class PreOperationInformation {
  private final Process target;
  private final Process source;
  private final Process receiver;
  private final boolean kernelHandle;
  private final int originalDesiredAccess;
  private int desiredAccess;

  private PreOperationInformation(
      Process target, Process source, Process receiver, boolean kernelHandle, int desiredAccess) {
    this.target = target;
    this.source = source;
    this.receiver = receiver;
    this.kernelHandle = kernelHandle;
    this.originalDesiredAccess = desiredAccess;
    this.desiredAccess = desiredAccess;
  }

  /** OB_OPERATION_HANDLE_CREATE by the current thread. */
  public static PreOperationInformation create(
      Process target, boolean kernelHandle, int desiredAccess) {
    return new PreOperationInformation(target, null, null, kernelHandle, desiredAccess);
  }

  /**
   * OB_OPERATION_HANDLE_DUPLICATE.
   *
   * @param source SourceProcess: whose handle it is
   * @param receiver TargetProcess: who gets the copy
   */
  public static PreOperationInformation duplicate(
      Process target, Process source, Process receiver, boolean kernelHandle, int desiredAccess) {
    return new PreOperationInformation(target, source, receiver, kernelHandle, desiredAccess);
  }

  /** Object: the process that the handle is to. */
  public Process target() {
    return target;
  }

  /** Operation: one bit of {@link CallbackRegistration}. */
  public int operation() {
    return isDuplicate() ? CallbackRegistration.DUPLICATE : CallbackRegistration.CREATE;
  }

  /** Whether the operation is OB_OPERATION_HANDLE_DUPLICATE. */
  public boolean isDuplicate() {
    return receiver != null;
  }

  /** SourceProcess of a duplicate; null for a create. */
  public Process source() {
    return source;
  }

  /** TargetProcess of a duplicate: who gets the handle; null for a create. */
  public Process receiver() {
    return receiver;
  }

  /** KernelHandle. */
  public boolean isKernelHandle() {
    return kernelHandle;
  }

  /** OriginalDesiredAccess. */
  public int originalDesiredAccess() {
    return originalDesiredAccess;
  }

  /** DesiredAccess as the callbacks before have left it. */
  public int desiredAccess() {
    return desiredAccess;
  }

  /** Takes bits of DesiredAccess away; adding any has no effect, as on Windows. */
  public void setDesiredAccess(int access) {
    desiredAccess &= access;
  }
}
