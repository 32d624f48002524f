package dev.auroraedr.km.conformance.target;

/** A kernel-mode component that sends IRPs itself and holds references. */
public interface KernelCaller {
  /** References a handle's file object, so that it outlives the handle: CLEANUP without CLOSE. */
  FileReference reference(TargetHandle handle);

  /** Sends a control code without a file object, previous mode KernelMode. */
  Submission controlWithoutFile(ControlRequest request);

  /** A referenced file object. */
  interface FileReference extends AutoCloseable {
    /** Sends a control code to the file object, also after its CLEANUP; KernelMode. */
    Submission control(ControlRequest request);

    /** Sends IRP_MJ_CLEANUP once more, as no I/O manager does. */
    Completion cleanup();

    /** Dereferences; the last one brings CLOSE. */
    @Override
    void close();
  }
}
