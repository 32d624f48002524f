package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.Tamper;

/** The attacker on a hosted machine; what he writes to lies in the hosted kernel. */
final class Attacker implements Tamper {
  private final HostedKernel kernel;

  Attacker(HostedKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public boolean clearSlot(Routine routine) {
    return kernel.call(Operations.CLEAR_SLOT, of(routine)).flag();
  }

  @Override
  public int registerAgain(Routine routine) {
    return kernel.call(Operations.REGISTER_AGAIN, of(routine)).u32();
  }

  @Override
  public int unlink(CallbackList list) {
    return kernel.call(Operations.UNLINK, of(list)).u32();
  }

  @Override
  public void relink(CallbackList list, int nth) {
    kernel.call(Operations.RELINK, of(list).u32(nth));
  }

  @Override
  public void silence(CallbackList list) {
    kernel.call(Operations.SILENCE, of(list));
  }

  @Override
  public void silenceFilter() {
    kernel.call(Operations.SILENCE_FILTER);
  }

  @Override
  public void wakeFilter() {
    kernel.call(Operations.WAKE_FILTER);
  }

  @Override
  public boolean removeInstance(String volume) {
    return kernel.call(Operations.REMOVE_INSTANCE, new Message().text(volume)).flag();
  }

  @Override
  public void neverCall() {
    kernel.call(Operations.NEVER_CALL);
  }

  private static Message of(Enum<?> choice) {
    return new Message().u32(choice.ordinal());
  }
}
