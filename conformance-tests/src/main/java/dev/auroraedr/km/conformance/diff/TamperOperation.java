package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.LiveMachine.DriverState;
import dev.auroraedr.km.conformance.target.Tamper;

/** What an attacker with kernel rights does to a driver that is loaded. */
sealed interface TamperOperation extends Operation {
  /** Does it. */
  void tamper(Tamper attacker, LiveMachine live, Facts facts);

  @Override
  default void perform(LiveMachine live, int step, Facts facts) {
    live.require(live.driver() == DriverState.LOADED);
    tamper(live.machine().tamper(), live, facts);
  }

  /** Clears a routine's slot. */
  record ClearSlot(Tamper.Routine routine) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      facts.flag("stood", attacker.clearSlot(routine));
    }
  }

  /** Registers a routine once more. */
  record RegisterAgain(Tamper.Routine routine) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      // A target may let the attacker's call fail too, or not.
      live.require(!live.faultsPlanned());
      facts.status("status", attacker.registerAgain(routine));
    }
  }

  /** Takes the driver's callbacks out of a list. */
  record Unlink(Tamper.CallbackList list) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      int taken = attacker.unlink(list);
      live.unlinked(list, taken);
      facts.number("taken", taken);
    }
  }

  /** Puts the nth that was taken back. */
  record Relink(Tamper.CallbackList list, int nth) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      live.require(live.relinks(list, nth));
      attacker.relink(list, nth);
    }
  }

  /** Patches the callbacks in a list. */
  record Silence(Tamper.CallbackList list) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      attacker.silence(list);
    }
  }

  /** Patches the minifilter; while it is owed a post-operation, what it has for that would leak. */
  record SilenceFilter() implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      live.require(live.held().isEmpty());
      attacker.silenceFilter();
    }
  }

  /** Takes that back. */
  record WakeFilter() implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      attacker.wakeFilter();
    }
  }

  /** Takes an instance away. */
  record RemoveInstance(String volume) implements TamperOperation {
    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      facts.flag("had one", attacker.removeInstance(volume));
    }
  }

  /** Makes the system never call a callback; before the load. */
  record NeverCall() implements TamperOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.require(live.driver() == DriverState.ABSENT);
      live.machine().tamper().neverCall();
    }

    @Override
    public void tamper(Tamper attacker, LiveMachine live, Facts facts) {
      attacker.neverCall();
    }
  }
}
