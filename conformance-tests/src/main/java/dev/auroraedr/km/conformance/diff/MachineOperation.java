package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.LiveMachine.DriverState;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.UnloadKind;

/** What concerns the machine or the driver as a whole. */
sealed interface MachineOperation extends Operation
    permits MachineOperation.Load,
        MachineOperation.Unload,
        MachineOperation.Advance,
        MachineOperation.LookAtDevice,
        Stimulate {
  /** Loads the driver, where it isn't. */
  record Load() implements MachineOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.require(live.driver() != DriverState.LOADED);
      live.require(live.handles().isEmpty() && live.references().isEmpty());
      int status = live.machine().load();
      facts.status("status", status);
      live.driver(status == 0 ? DriverState.LOADED : DriverState.ABSENT);
    }
  }

  /** Unloads the driver. */
  record Unload(UnloadKind kind) implements MachineOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.require(live.driver() == DriverState.LOADED);
      int status = live.machine().unload(kind);
      facts.status("status", status);
      if (status == 0) {
        live.driver(DriverState.UNLOADING);
      }
    }
  }

  /** Moves time on, or back, by so many 100 ns units. */
  record Advance(long by) implements MachineOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.machine().advanceTime(by);
    }
  }

  /** Looks at the device object. */
  record LookAtDevice() implements MachineOperation {
    @Override
    public void perform(LiveMachine live, int step, Facts facts) {
      live.require(live.driver() == DriverState.LOADED);
      DeviceObjectFacts device = live.machine().deviceObject();
      facts.text("name", device.name());
      facts.number("type", device.deviceType());
      facts.number("characteristics", device.characteristics());
      facts.flag("exclusive", device.exclusive());
      facts.text("security", device.sddl());
      facts.flag("fast I/O table", device.hasFastIo());
    }
  }
}
