package dev.auroraedr.km.emulator.cm;

/** EX_CALLBACK_FUNCTION of a registry filter. */
@FunctionalInterface
public interface RegistryCallbackFunction {
  /**
   * Called at PASSIVE_LEVEL in the thread of the operation.
   *
   * @param notifyClass one of {@link NotifyClass}
   * @return a success to let the operation go on; an error is what the caller gets
   */
  int call(int notifyClass, KeyInformation information);
}
