package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.emulator.ke.KEvent;

/** An event that handles stand for. */
public final class EventObject extends KObject {
  private final KEvent event = new KEvent();

  /** Makes an event that is not signalled. */
  public EventObject() {}

  /** The event itself. */
  public KEvent event() {
    return event;
  }

  @Override
  protected void lastHandleClosed() {
    // An event keeps nothing for its handles.
  }

  @Override
  protected void deleted() {
    // Nothing to give back.
  }

  @Override
  protected void overDereferenced() {
    throw new IllegalStateException("event object dereferenced too often");
  }
}
