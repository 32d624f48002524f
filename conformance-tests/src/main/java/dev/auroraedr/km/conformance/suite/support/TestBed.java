package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.UnloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One machine and what a test has started on it. {@link #finish} ends all processes, unloads the
 * driver and lets the machine say whether anything leaked or broke a rule.
 */
public final class TestBed implements AutoCloseable {
  private final TargetMachine machine;
  private final Judge judge;
  private final Set<Capability> capabilities;
  private final Activity activity;
  private final List<CallerProcess> processes = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();
  private boolean loaded;

  private TestBed(TargetMachine machine, Judge judge) {
    this.machine = machine;
    this.judge = judge;
    this.capabilities = CurrentRun.get().target().capabilities();
    this.activity = new Activity(machine);
  }

  /** Boots a machine without the driver. */
  public static TestBed bare(Judge judge) {
    return new TestBed(CurrentRun.get().boot(true), judge);
  }

  /** Boots a machine without the driver that differs from the run's profile. */
  public static TestBed bare(Judge judge, MachineVariation variation) {
    return new TestBed(CurrentRun.get().boot(variation), judge);
  }

  /** Boots a machine and loads the driver; deterministic where the target can. */
  public static TestBed boot(Judge judge) {
    return bare(judge).load();
  }

  /** The same with real threads side by side. */
  public static TestBed bootConcurrent(Judge judge) {
    return new TestBed(CurrentRun.get().boot(false), judge).load();
  }

  /** Loads the driver, which must succeed. */
  public TestBed load() {
    judge.status(NtStatus.SUCCESS, machine.load(), "loading the driver");
    loaded = true;
    return this;
  }

  /** Unloads the driver, which must succeed. */
  public void unload() {
    loaded = false;
    judge.status(NtStatus.SUCCESS, machine.unload(), "unloading the driver");
  }

  /** Unloads the driver in one of the ways; returns the status. */
  public int unload(UnloadKind kind) {
    int status = machine.unload(kind);
    loaded &= status != NtStatus.SUCCESS;
    return status;
  }

  /** The machine. */
  public TargetMachine machine() {
    return machine;
  }

  /** Who judges. */
  public Judge judge() {
    return judge;
  }

  /** Operations that make events. */
  public Activity activity() {
    return activity;
  }

  /** A new process. */
  public synchronized CallerProcess process(Account account) {
    return process(CallerSpec.of(account));
  }

  /** A new process. */
  public synchronized CallerProcess process(CallerSpec spec) {
    CallerProcess process = machine.startProcess(spec);
    processes.add(process);
    return process;
  }

  /** A new handle in a new process of SYSTEM. */
  public Session session() {
    return session(process(Account.SYSTEM));
  }

  /** A new handle in that process. */
  public Session session(CallerProcess process) {
    return session(process, OpenRequest.device());
  }

  /** A new handle in that process. */
  public Session session(CallerProcess process, OpenRequest request) {
    OpenResult result = process.open(request);
    judge.status(NtStatus.SUCCESS, result.status(), "opening " + request.path());
    Session session = new Session(this, process, result.handle());
    synchronized (this) {
      sessions.add(session);
    }
    return session;
  }

  /** Whether the target can do this, for parts of a test that only some targets show. */
  public boolean can(Capability capability) {
    return capabilities.contains(capability);
  }

  /** Ends everything; then no rule may be broken and nothing may be left. */
  public void finish() {
    endProcesses();
    machine.quiesce();
    if (loaded && can(Capability.UNLOAD)) {
      unload();
    }
    if (can(Capability.VERIFIER)) {
      List<String> violations = machine.violations();
      judge.that(violations.isEmpty(), "the machine must see no broken rule or leak", violations);
    }
  }

  /** Ends every process: no handle is left. */
  public synchronized void endProcesses() {
    if (can(Capability.PROCESSES)) {
      processes.forEach(CallerProcess::kill);
      processes.clear();
    } else {
      sessions.forEach(Session::close);
    }
  }

  @Override
  public void close() {
    machine.close();
  }
}
