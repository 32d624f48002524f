package dev.auroraedr.km.conformance.target;

/**
 * What an attacker with kernel rights does to the driver's registrations. He knows whose a callback
 * is by the image that its address lies in, and writes to kernel memory without calling anything
 * that the driver or the system would notice.
 */
public interface Tamper {
  /** The driver's two process-notify routines. */
  enum Routine {
    /** The one that load registered first. */
    MAIN,
    /** The one that load registered second. */
    TWIN
  }

  /** Lists of callbacks that he can write to. */
  enum CallbackList {
    /** Registry callbacks. */
    REGISTRY,
    /** Object callbacks of processes. */
    OBJECT
  }

  /** Clears the slot in which the routine stands; false if it stands in none. */
  boolean clearSlot(Routine routine);

  /**
   * Registers the driver's routine once more, as the driver itself would.
   *
   * @return STATUS_SUCCESS where the system lets a routine stand twice, else its refusal
   */
  int registerAgain(Routine routine);

  /** Takes all callbacks of the driver out of the list; returns how many. */
  int unlink(CallbackList list);

  /** Puts the nth callback that was ever taken out back into the list; 1 is the first. */
  void relink(CallbackList list, int nth);

  /**
   * Patches all callbacks of the driver in the list so that they return at once: they stand, keep
   * their altitude and do nothing. Those that are registered later are not patched.
   */
  void silence(CallbackList list);

  /** Patches the minifilter's callbacks so that they do nothing, though its instances stand. */
  void silenceFilter();

  /** Takes {@link #silenceFilter} back. */
  void wakeFilter();

  /**
   * Takes the minifilter's instance from a volume.
   *
   * @return false if it has none there
   */
  boolean removeInstance(String volume);

  /**
   * Makes a system of this machine that accepts callbacks and never calls them, nor offers a volume
   * to a filter, as Wine does; process-notify routines are no exception. For use before the load.
   */
  void neverCall();
}
