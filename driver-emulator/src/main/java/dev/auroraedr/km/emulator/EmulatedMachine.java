package dev.auroraedr.km.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ci.CodeIntegrity;
import dev.auroraedr.km.emulator.ci.ImageSigning;
import dev.auroraedr.km.emulator.cm.BootHives;
import dev.auroraedr.km.emulator.cm.RegistryContent;
import dev.auroraedr.km.emulator.cm.ServiceKey;
import dev.auroraedr.km.emulator.ex.NonPagedPool;
import dev.auroraedr.km.emulator.ex.PoolLimits;
import dev.auroraedr.km.emulator.ex.PoolUsage;
import dev.auroraedr.km.emulator.fs.KernelFiles;
import dev.auroraedr.km.emulator.fs.NtFiles;
import dev.auroraedr.km.emulator.io.DriverLoader;
import dev.auroraedr.km.emulator.io.DriverLoader.LoadResult;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.IoSystem;
import dev.auroraedr.km.emulator.io.KernelIo;
import dev.auroraedr.km.emulator.io.NtIo;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.CallbackSources;
import dev.auroraedr.km.emulator.world.World;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A booted Windows machine as far as a driver and its clients can see one. Machines share nothing.
 * Thread-safe unless its options say deterministic.
 */
public final class EmulatedMachine implements AutoCloseable {
  /** The service whose .inf was installed before boot, and the altitude that it names. */
  private static final String SERVICE = "edr-windows-km";

  private static final String ALTITUDE = "385000";

  private final MachineOptions options;
  private final CodeIntegrity integrity;
  private final Verifier verifier = new Verifier();
  private final SystemClock clock;
  private final NonPagedPool pool;
  private final ProcessManager ps;
  private final ObjectManager ob = new ObjectManager();
  private final IoSystem io;
  private final Kernel kernel;
  private final World world;
  private final NtFiles files;
  private final AtomicLong registryId = new AtomicLong();
  private final List<Runnable> whenClosed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmulatedMachine(MachineOptions options) {
    this.options = options;
    this.integrity = new CodeIntegrity(options.profile());
    KernelCalls calls = new KernelCalls();
    this.clock = options.deterministic() ? SystemClock.virtual() : SystemClock.running();
    Ke ke = new Ke(calls, verifier, clock);
    PoolLimits limits = new PoolLimits(options.poolBytes(), 1 << 28, options.poison());
    this.pool = new NonPagedPool(calls, verifier, limits);
    this.ps = new ProcessManager(clock);
    this.io = new IoSystem(ke, pool, ps, ob);
    RandomSource random =
        options.deterministic()
            ? RandomSource.seeded(calls, options.seed())
            : RandomSource.secure(calls);
    CallbackSources callbacks =
        CallbackSources.none(ke, ps, ob, options.profile(), admission(options.profile()));
    ProcessHandles handles = new ProcessHandles(calls, ob, ps, callbacks.object());
    fillRegistry(callbacks.registry().content());
    this.files = new NtFiles(ke, ps, callbacks.flt());
    this.kernel =
        new Kernel(
            calls,
            ke,
            pool,
            io.manager(),
            random,
            options.version(),
            ps,
            handles,
            callbacks,
            new KernelFiles(ke, ps, files));
    this.world = World.of(callbacks, ps, handles);
    io.drivers().afterUnload(this::reportLeaks);
  }

  /** Boots a machine without any driver. */
  public static EmulatedMachine boot(MachineOptions options) {
    return new EmulatedMachine(options);
  }

  private void fillRegistry(RegistryContent registry) {
    BootHives.fill(registry, options.profile());
    ServiceKey.install(registry, SERVICE, options.profile().instancesKey(), ALTITUDE);
  }

  private void reportLeaks() {
    reportCallbacks("unload");
    if (io.drivers().drivers().isEmpty()) {
      kernel
          .callbacks()
          .registry()
          .held()
          .forEach(held -> verifier.finding("unload left " + held + " behind"));
      for (PoolUsage leak : pool.driverBlocks()) {
        verifier.finding(
            "unload left "
                + leak.blocks()
                + " pool blocks of tag "
                + leak.tag()
                + " behind, "
                + leak.bytes()
                + " bytes");
      }
      long names = kernel.callbacks().flt().nameReferences();
      if (names > 0) {
        verifier.finding("unload left " + names + " file names unreleased");
      }
      long images = kernel.callbacks().process().imageNames();
      if (images > 0) {
        verifier.finding("unload left " + images + " names of images unfreed");
      }
      int handles = kernel.ob().kernelHandles();
      if (handles > 0) {
        verifier.finding("unload left " + handles + " kernel handles to processes behind");
      }
    }
  }

  /** How it was built. */
  public MachineOptions options() {
    return options;
  }

  /** What drivers call. */
  public Kernel kernel() {
    return kernel;
  }

  /** Files, processes, registry and handles, to be used in the name of threads. */
  public World world() {
    return world;
  }

  /** The system services for files, called in the name of threads. */
  public NtFiles files() {
    return files;
  }

  /** The clock, which a test may step. */
  public SystemClock clock() {
    return clock;
  }

  /** Statistics of pool. */
  public NonPagedPool pool() {
    return pool;
  }

  /** Processes and threads. */
  public ProcessManager ps() {
    return ps;
  }

  /** Handles. */
  public ObjectManager objects() {
    return ob;
  }

  /** System services, called as the current emulated thread. */
  public NtIo nt() {
    return io.nt();
  }

  /** Another kernel component. */
  public KernelIo kernelIo() {
    return io.kernelIo();
  }

  /** Loads and unloads drivers. */
  public DriverLoader drivers() {
    return io.drivers();
  }

  /**
   * Loads a driver, if code integrity lets its image pass: the machine's profile says how that is
   * signed.
   */
  public LoadResult loadDriver(DriverImage image) {
    int refused = integrity.loadStatus(ImageSigning.of(options.profile().codeIntegrity()));
    return refused == NtStatus.SUCCESS ? loadTrusted(image) : new LoadResult(refused, null);
  }

  private LoadResult loadTrusted(DriverImage image) {
    LoadResult[] result = new LoadResult[1];
    ps.runAs(
        ps.systemProcess().threadOfCaller(),
        () -> result[0] = io.drivers().load(image.serviceName(), d -> enter(image, d)));
    if (result[0].driver() == null) {
      reportCallbacks("a failed DriverEntry");
    }
    return result[0];
  }

  private int enter(DriverImage image, DriverObject driver) {
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      return image.driverEntry(kernel, driver);
    } finally {
      context.leaveDriver();
    }
  }

  /** MmVerifyCallbackFunctionFlags: what the system itself registers needs no signature. */
  private RegistrationGate admission(MachineProfile profile) {
    ImageSigning driver = ImageSigning.of(profile.codeIntegrity());
    return routine ->
        ExecutionContext.current().runsDriver()
            ? integrity.callbackStatus(driver)
            : NtStatus.SUCCESS;
  }

  /**
   * The image is gone and something still calls it: the next call would be the bug check, which
   * comes here at once.
   */
  private void reportCallbacks(String after) {
    String left = kernel.callbacks().ofDrivers();
    if (!left.isEmpty() && io.drivers().drivers().isEmpty()) {
      verifier.bugCheck(
          0xCE,
          "DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS",
          after + " left " + left + " registered");
    }
  }

  /** Unloads a driver as a service stop does: deferred while file objects exist. */
  public int unloadDriver(DriverObject driver) {
    return io.drivers().unload(driver);
  }

  /**
   * Unloads a minifilter as {@code fltmc unload} does, or by force; its image goes with its last
   * file object.
   *
   * @return STATUS_SUCCESS, or what its FilterUnloadCallback refuses with
   */
  public int unloadFilter(DriverObject driver, boolean mandatory) {
    int[] status = new int[1];
    ps.runAs(
        ps.systemProcess().threadOfCaller(),
        () -> status[0] = kernel.callbacks().flt().unloadFilter(driver, mandatory));
    if (status[0] == NtStatus.SUCCESS) {
      io.drivers().filterUnloaded(driver);
    }
    return status[0];
  }

  /** Starts a process without telling any driver. */
  public Process startProcess(String imagePath, Token token) {
    return ps.createProcess(new ProcessSpec(imagePath, token, false, ps.systemProcess()));
  }

  /** Bug checks, verifier findings and leaks so far; empty is good. */
  public List<String> findings() {
    return verifier.findings();
  }

  /** What is open or under way now, one line each; empty once all clients have closed. */
  public List<String> openObjects() {
    return new ArrayList<>(io.openObjects());
  }

  /** Requests that have not ended. */
  public int requestsInFlight() {
    return io.requestsInFlight();
  }

  /** The judge of drivers. */
  public Verifier verifier() {
    return verifier;
  }

  /** Name under which a client in this JVM opens this machine, such as {@code emulator:#1}. */
  public String deviceName() {
    synchronized (registryId) {
      if (registryId.get() == 0 && !closed.get()) {
        registryId.set(MachineRegistry.add(this));
      }
      return "emulator:#" + registryId.get();
    }
  }

  /** Runs an action when the machine is shut down, such as ending what it does by itself. */
  public void onClose(Runnable action) {
    whenClosed.add(action);
  }

  /** Shuts down: no unload routine is called, whatever is open is gone (UNL-3). Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      whenClosed.forEach(Runnable::run);
      MachineRegistry.remove(registryId.get());
      kernel.calls().observe(null);
    }
  }
}
