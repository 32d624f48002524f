package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.driver.CallbackCheck;
import dev.auroraedr.km.emulator.driver.DriverLoad;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.HealthMonitor;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.Registrations;
import dev.auroraedr.km.emulator.driver.RequestVerdict;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.driver.TokenSource;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Drivers that differ from the product's in what the contract leaves open. All must pass. */
final class DifferentTargets {
  private DifferentTargets() {}

  /**
   * A target that is right, though not the same.
   *
   * @param name a few words with hyphens
   * @param difference what it does in another way, one sentence
   * @param target makes the target
   */
  record Different(String name, String difference, Supplier<Target> target) {}

  static List<Different> all() {
    return List.of(
        DifferentRegistry.looksTwice(),
        DifferentRegistry.renamesOntoAncestors(),
        of("other-tokens", "Tokens have other values.", Parts.tokens(OtherTokens::new)),
        of(
            "remembers-all-processes",
            "Main and twin note each process for good instead of its last event.",
            Parts.processes(DifferentProcesses.RemembersAll::new)),
        of(
            "cached-images",
            "Images are remembered by process object.",
            Parts.trust(DifferentProcesses.CachedImages::new)),
        of(
            "trust-first",
            "Trust is asked before protection.",
            Parts.objects(DifferentProcesses.TrustFirst::new)),
        of(
            "other-thread",
            "Receives that pended are completed on a thread of their own.",
            Parts.completer(OtherThread::new)),
        of("delays", "Completions and deliveries take their time.", new Delays()),
        of(
            "listed-receives",
            "Pending receives stand in a list instead of being linked through their IRPs.",
            Parts.receives(ListedReceives::new)),
        of(
            "pends-everything",
            "START and STOP are marked pending and then completed before they return.",
            Parts.requests(PendsEverything::new)),
        of(
            "more-memory",
            "A session takes two blocks of pool, in another order.",
            Parts.sessions(MoreMemory::new)),
        of(
            "all-posts",
            "The filter asks for the post-operation of every operation.",
            Parts.files(AllPosts::new)),
        of(
            "canaries-in-another-order",
            "A query verifies object callback, minifilter and registry callback in this order.",
            HealthParts.monitor(OtherOrder::new)),
        of(
            "other-order-of-load",
            "Object, registry and process callbacks are registered in another order.",
            new OtherOrderOfLoad()),
        of(
            "plain-loops",
            "Paths, images and keys are matched by plain loops over all entries.",
            new PlainLoops()),
        new Different(
            "other-ids",
            "Processes and threads have other ids.",
            () -> new OtherIds(Emulators.emulator(new AuroraDriver()))));
  }

  private static Different of(String name, String difference, DriverParts parts) {
    return new Different(name, difference, () -> Emulators.emulator(new AuroraDriver(parts)));
  }

  private static final class AllPosts extends Filing {
    AllPosts(Parts.Filed from) {
      super(from);
    }

    @Override
    public Map<Integer, FilterCallbacks> operations() {
      Map<Integer, FilterCallbacks> operations = new HashMap<>(super.operations());
      operations.put(
          MajorFunction.CREATE, new FilterCallbacks(this::preCreate, (data, context, flags) -> {}));
      operations.put(
          MajorFunction.CLOSE,
          new FilterCallbacks(
              data -> PreOperation.SUCCESS_WITH_CALLBACK, (data, context, flags) -> {}));
      return operations;
    }

    @Override
    protected int preCreate(CallbackData data) {
      super.preCreate(data);
      return PreOperation.SUCCESS_WITH_CALLBACK;
    }
  }

  private static final class OtherOrder extends HealthMonitor {
    OtherOrder(HealthParts.Watching made) {
      super(made.kernel(), made.publisher(), made.latches(), made.registrations());
    }

    @Override
    protected List<CallbackCheck> checks() {
      List<CallbackCheck> checks = super.checks();
      return List.of(checks.get(1), checks.get(2), checks.get(0));
    }
  }

  private static final class OtherTokens extends TokenSource {
    OtherTokens(RandomSource random) {
      super(random);
    }

    @Override
    public Token next() {
      Token token = super.next();
      return token == null
          ? null
          : new Token(token.high() ^ 0x5A5A5A5A5A5A0A5AL, token.low() ^ 0x1A5A5A5A5A5A5A5AL);
    }
  }

  private static final class OtherThread extends ReceiveCompleter {
    OtherThread(IoManager io) {
      super(io);
    }

    @Override
    public void complete(Irp irp) {
      if (irp.fileObject().synchronous()) {
        // What waits for such a handle goes on where the request before it ends, in the emulator.
        super.complete(irp);
      } else {
        completeElsewhere(irp);
      }
    }

    private void completeElsewhere(Irp irp) {
      Thread other = new Thread(() -> super.complete(irp), "completes one receive");
      other.start();
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class Delays implements DriverParts {
    private static void pause() {
      LockSupport.parkNanos(20_000);
    }

    @Override
    public ReceiveCompleter receiveCompleter(IoManager io) {
      return new ReceiveCompleter(io) {
        @Override
        public void complete(Irp irp) {
          pause();
          super.complete(irp);
        }
      };
    }

    @Override
    public EventStream eventStream(
        dev.auroraedr.km.emulator.driver.StreamGrant grant,
        Session session,
        dev.auroraedr.km.emulator.driver.StreamState state,
        dev.auroraedr.km.emulator.driver.StreamTools tools) {
      return new EventStream(grant, session, state, tools) {
        @Override
        public void deliver(byte[] event, int size) {
          pause();
          super.deliver(event, size);
        }
      };
    }
  }

  private static final class OtherOrderOfLoad implements DriverParts {
    @Override
    public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
      return new DriverLoad(this, kernel, driverObject) {
        @Override
        protected int registerOptional(Registrations all) {
          all.object().register(all.minifilter().altitude());
          all.registry().register(all.minifilter().altitude());
          all.process().register();
          undo("process", all.process().health(), all.process()::unregister);
          undo("registry", all.registry().health(), all.registry()::unregister);
          undo("object", all.object().health(), all.object()::unregister);
          return NtStatus.SUCCESS;
        }

        private void undo(String step, int health, Runnable reverse) {
          if (health == CallbackHealth.REGISTERED) {
            undoWith(step, reverse);
          }
        }
      };
    }
  }

  private static final class PendsEverything extends StreamRequests {
    private final DriverServices services;

    PendsEverything(DriverServices services) {
      super(services);
      this.services = services;
    }

    @Override
    public int open(Irp irp, Session session, RequestVerdict request) {
      return pended(irp, super.open(irp, session, request));
    }

    @Override
    public int stop(Irp irp, Session session, Token token) {
      return pended(irp, super.stop(irp, session, token));
    }

    private int pended(Irp irp, int status) {
      if (status != NtStatus.SUCCESS) {
        return status;
      }
      irp.markPending();
      services.kernel().io().completeRequest(irp);
      return NtStatus.PENDING;
    }
  }

  private static final class MoreMemory extends SessionTable {
    private static final String TAG = "AurM";

    private final Pool pool;
    private final Map<Session, PoolBlock> extra = new ConcurrentHashMap<>();

    MoreMemory(Pool pool, StreamCloser closer) {
      super(pool, closer);
      this.pool = pool;
    }

    @Override
    public Session begin() {
      PoolBlock block = pool.allocateNonPaged(200, TAG);
      Session session = block == null ? null : super.begin();
      if (session != null) {
        extra.put(session, block);
      } else if (block != null) {
        pool.free(block, TAG);
      }
      return session;
    }

    @Override
    public void free(Session session) {
      PoolBlock block = extra.remove(session);
      super.free(session);
      pool.free(block, TAG);
    }
  }
}
