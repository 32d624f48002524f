package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.BatchWriter;
import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.EventEncoder;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.driver.EventQueue;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.FileCallbacks;
import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.PathMatch;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.ReceiveQueue;
import dev.auroraedr.km.emulator.driver.RequestChecks;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamAccount;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamGrant;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.StreamState;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.StreamTools;
import dev.auroraedr.km.emulator.driver.TokenSource;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The driver's parts with one of them replaced, as its DriverEntry asks for them. */
final class Parts {
  private Parts() {}

  static DriverParts checks(Supplier<RequestChecks> part) {
    return new DriverParts() {
      @Override
      public RequestChecks requestChecks() {
        return part.get();
      }
    };
  }

  /** What the process-notify routines' work is made from. */
  record Processed(Kernel kernel, EventPublisher publisher, ImageMatch blocked) {}

  static DriverParts processes(Function<Processed, ProcessCallback> part) {
    return new DriverParts() {
      @Override
      public ProcessCallback processCallback(
          Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
        return part.apply(new Processed(kernel, publisher, blocked));
      }
    };
  }

  /** What the object callback's work is made from. */
  record Guarded(Kernel kernel, EventPublisher publisher, ProcessTrust trust, int strippedAccess) {}

  static DriverParts objects(Function<Guarded, ObjectCallback> part) {
    return new DriverParts() {
      @Override
      public ObjectCallback objectCallback(
          Kernel kernel, EventPublisher publisher, ProcessTrust trust, int strippedAccess) {
        return part.apply(new Guarded(kernel, publisher, trust, strippedAccess));
      }
    };
  }

  /** What trust is made from. */
  record Trusted(Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {}

  static DriverParts trust(Function<Trusted, ProcessTrust> part) {
    return new DriverParts() {
      @Override
      public ProcessTrust processTrust(
          Kernel kernel, ImageMatch protectedImages, ImageMatch trustedImages) {
        return part.apply(new Trusted(kernel, protectedImages, trustedImages));
      }
    };
  }

  static DriverParts tokens(Function<RandomSource, TokenSource> part) {
    return new DriverParts() {
      @Override
      public TokenSource tokenSource(RandomSource random) {
        return part.apply(random);
      }
    };
  }

  static DriverParts encoder(Supplier<EventEncoder> part) {
    return new DriverParts() {
      @Override
      public EventEncoder eventEncoder() {
        return part.get();
      }
    };
  }

  static DriverParts batches(Supplier<BatchWriter> part) {
    return new DriverParts() {
      @Override
      public BatchWriter batchWriter() {
        return part.get();
      }
    };
  }

  static DriverParts completer(Function<IoManager, ReceiveCompleter> part) {
    return new DriverParts() {
      @Override
      public ReceiveCompleter receiveCompleter(IoManager io) {
        return part.apply(io);
      }
    };
  }

  static DriverParts queue(Function<PoolBlock, EventQueue> part) {
    return new DriverParts() {
      @Override
      public EventQueue eventQueue(PoolBlock memory) {
        return part.apply(memory);
      }
    };
  }

  static DriverParts receives(Supplier<ReceiveQueue> part) {
    return new DriverParts() {
      @Override
      public ReceiveQueue receiveQueue() {
        return part.get();
      }
    };
  }

  static DriverParts account(Supplier<StreamAccount> part) {
    return new DriverParts() {
      @Override
      public StreamAccount streamAccount() {
        return part.get();
      }
    };
  }

  /** What a stream is made from. */
  record Made(StreamGrant grant, Session session, StreamState state, StreamTools tools) {}

  static DriverParts stream(Function<Made, EventStream> part) {
    return new DriverParts() {
      @Override
      public EventStream eventStream(
          StreamGrant grant, Session session, StreamState state, StreamTools tools) {
        return part.apply(new Made(grant, session, state, tools));
      }
    };
  }

  static DriverParts table(Function<SpinLock, StreamTable> part) {
    return new DriverParts() {
      @Override
      public StreamTable streamTable(SpinLock lock) {
        return part.apply(lock);
      }
    };
  }

  static DriverParts closer(BiFunction<StreamTable, Pool, StreamCloser> part) {
    return new DriverParts() {
      @Override
      public StreamCloser streamCloser(StreamTable streams, Pool pool) {
        return part.apply(streams, pool);
      }
    };
  }

  static DriverParts sessions(BiFunction<Pool, StreamCloser, SessionTable> part) {
    return new DriverParts() {
      @Override
      public SessionTable sessionTable(Pool pool, StreamCloser closer) {
        return part.apply(pool, closer);
      }
    };
  }

  /** What the publisher is made from. */
  record Published(StreamTable streams, EventEncoder encoder, Kernel kernel) {}

  static DriverParts publisher(Function<Published, EventPublisher> part) {
    return new DriverParts() {
      @Override
      public EventPublisher eventPublisher(
          StreamTable streams, EventEncoder encoder, Kernel kernel) {
        return part.apply(new Published(streams, encoder, kernel));
      }
    };
  }

  static DriverParts requests(Function<DriverServices, StreamRequests> part) {
    return new DriverParts() {
      @Override
      public StreamRequests streamRequests(DriverServices services) {
        return part.apply(services);
      }
    };
  }

  /** What the dispatch routines are made from. */
  record Dispatched(IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {}

  static DriverParts dispatch(Function<Dispatched, DeviceDispatch> part) {
    return new DriverParts() {
      @Override
      public DeviceDispatch deviceDispatch(
          IoManager io, SessionTable sessions, DeviceDispatch.Requests requests) {
        return part.apply(new Dispatched(io, sessions, requests));
      }
    };
  }

  /** What the minifilter's callbacks are made from. */
  record Filed(Kernel kernel, EventPublisher publisher, PathMatch paths) {}

  static DriverParts files(Function<Filed, FileCallbacks> part) {
    return new DriverParts() {
      @Override
      public FileCallbacks fileCallbacks(Kernel kernel, EventPublisher publisher, PathMatch paths) {
        return part.apply(new Filed(kernel, publisher, paths));
      }
    };
  }
}
