package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.ex.PoolUsage;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.io.DeviceObject;
import dev.auroraedr.km.emulator.io.DriverLoader.LoadResult;
import dev.auroraedr.km.emulator.io.DriverObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One emulated machine. */
final class Machine implements TargetMachine {
  private static final String DEVICE = "\\Device\\AuroraEDRKM";

  private final EmulatedMachine machine;
  private final DriverImage image;
  private final Gate gate;
  private final Actors actors;
  private final Peer peer;
  private final DriverCallbacks callbacks;
  private final Tamper tamper;
  private DriverObject driver;
  private boolean loadFailed;
  private boolean unloadAsked;

  Machine(MachineOptions options, DriverImage image) {
    this.machine = EmulatedMachine.boot(options);
    this.image = image;
    this.gate = new Gate(machine.kernel().calls(), machine.kernel().random());
    this.actors = new Actors(machine);
    this.peer = PeerDriver.on(machine);
    this.callbacks = new DriverCallbacks(machine);
    this.tamper = new Attacker(machine, callbacks);
  }

  @Override
  public int load() {
    LoadResult result = machine.loadDriver(image);
    driver = result.driver();
    loadFailed = driver == null;
    unloadAsked = false;
    callbacks.loaded();
    return result.status();
  }

  @Override
  public int unload() {
    return unload(UnloadKind.SERVICE_STOP);
  }

  @Override
  public int unload(UnloadKind kind) {
    int status =
        switch (kind) {
          case SERVICE_STOP -> machine.unloadDriver(driver);
          case FILTER -> unloadFilter(false);
          case FILTER_MANDATORY -> unloadFilter(true);
        };
    unloadAsked |= status == NtStatus.SUCCESS;
    return status;
  }

  /** The filter stands, and FltMgr knows it, before the driver's load has ended. */
  private int unloadFilter(boolean mandatory) {
    DriverObject whose = driver == null ? loading() : driver;
    return whose == null ? NtStatus.FLT_FILTER_NOT_FOUND : machine.unloadFilter(whose, mandatory);
  }

  private DriverObject loading() {
    String name = "\\Driver\\" + image.serviceName();
    return machine.kernel().callbacks().flt().filters().stream()
        .map(Filter::driver)
        .filter(each -> each != null && each.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Override
  public CallerProcess startProcess(CallerSpec spec) {
    return new Caller(machine, actors.startCaller(spec));
  }

  @Override
  public KernelCaller kernelCaller() {
    return new KernelComponent(machine, DEVICE);
  }

  @Override
  public StimulusResult stimulate(Stimulus stimulus) {
    return actors.perform(stimulus);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public Tamper tamper() {
    return tamper;
  }

  @Override
  public KernelControl kernelControl() {
    return gate;
  }

  @Override
  public KernelCosts costs() {
    PoolUsage pool = machine.pool().driverUsage();
    return new KernelCosts(
        pool.allocations(),
        machine.kernel().ke().locksTaken(),
        gate.nameQueries(),
        pool.bytes(),
        pool.blocks());
  }

  @Override
  public DeviceObjectFacts deviceObject() {
    DeviceObject device = machine.kernelIo().device(DEVICE);
    if (device == null) {
      throw new IllegalStateException("the driver has no device " + DEVICE + " now");
    }
    return new DeviceObjectFacts(
        device.name(),
        device.deviceType(),
        device.characteristics(),
        (device.flags() & DeviceObject.DO_EXCLUSIVE) != 0,
        device.security().sddl(),
        device.driver().fastIoDispatch() != null);
  }

  @Override
  public String systemVolume() {
    return machine.options().volumes().get(0);
  }

  @Override
  public Optional<String> clientDevice() {
    return Optional.of(machine.deviceName());
  }

  @Override
  public long now() {
    return machine.clock().now();
  }

  @Override
  public void advanceTime(long hundredNanoseconds) {
    machine.clock().advance(hundredNanoseconds);
  }

  /** Nothing is put off here but what a forced interleaving left on its own thread. */
  @Override
  public void quiesce() {
    gate.joinActions();
  }

  @Override
  public List<String> violations() {
    List<String> found = new ArrayList<>(machine.findings());
    if (loadFailed) {
      machine.pool().driverBlocks().forEach(leak -> found.add("failed load left pool: " + leak));
    }
    if (loadFailed || unloadAsked && !machine.drivers().isLoaded(driver)) {
      callbacks.standing().forEach(each -> found.add("a driver that is gone left its " + each));
    }
    if (unloadAsked && machine.drivers().isLoaded(driver)) {
      found.add("unload waits for " + machine.openObjects());
    }
    return found;
  }

  @Override
  public void close() {
    gate.joinActions();
    machine.close();
  }
}
