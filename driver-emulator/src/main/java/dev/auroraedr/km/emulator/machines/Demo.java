package dev.auroraedr.km.emulator.machines;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.world.Activity;
import dev.auroraedr.km.emulator.world.Saboteur;
import java.util.Random;

/**
 * What goes on on the demo machine: an ordinary day, now and then somebody who takes callbacks
 * away, and a guard who asks for health. The seed decides what comes when. Used by one thread.
 */
public final class Demo implements Runnable, AutoCloseable {
  private static final int STRIKES_IN_A_HUNDRED = 2;
  private static final int STEPS_BETWEEN_REPORTS = 25;
  private static final int PEACEFUL_STEPS = 50;

  private final Activity activity;
  private final Saboteur saboteur;
  private final Guard guard;
  private final Random random;
  private long steps;

  /**
   * Sets the scene; nothing happens yet.
   *
   * @param machine with the driver loaded
   * @throws IllegalStateException if the guard can't open the device
   */
  public Demo(EmulatedMachine machine, long seed) {
    String systemVolume = machine.options().volumes().get(0);
    this.activity = new Activity(machine.world(), machine.ps(), systemVolume, seed);
    this.saboteur = new Saboteur(machine.kernel().callbacks(), seed);
    this.random = new Random(seed);
    try {
      this.guard = Guard.on(DeviceName.parse(machine.deviceName()));
    } catch (PortException e) {
      throw new IllegalStateException("the demo's guard can't open the device", e);
    }
  }

  /** Does the next thing. */
  @Override
  public void run() {
    if (++steps % STEPS_BETWEEN_REPORTS == 0) {
      guard.look();
    } else if (steps > PEACEFUL_STEPS && random.nextInt(100) < STRIKES_IN_A_HUNDRED) {
      saboteur.strike();
    } else {
      activity.step();
    }
  }

  /** The guard goes home. */
  @Override
  public void close() {
    guard.close();
  }
}
