package dev.auroraedr.km.emulator.ob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Process handles by Windows' rules, without any driver but the test's own callback. */
class ProcessHandlesTest {
  private static final int ALL = 0x1FFFFF;
  private static final int MAXIMUM_ALLOWED = 0x02000000;
  private static final int GENERIC_ALL = 0x10000000;

  private final KernelCalls calls = new KernelCalls();
  private final ProcessManager ps = new ProcessManager(SystemClock.virtual());
  private final ObjectManager ob = new ObjectManager();
  private final ObjectCallbacks callbacks =
      new ObjectCallbacks(calls, new Verifier(), RegistrationGate.OPEN);
  private final ProcessHandles handles = new ProcessHandles(calls, ob, ps, callbacks);
  private final Process target = process(Token.system());
  private final Process administrator = process(Token.administrator());
  private final Process user = process(Token.ordinaryUser());

  private Process process(Token token) {
    return ps.createProcess(new ProcessSpec("\\x.exe", token, false, null));
  }

  private <T> T as(Process process, Supplier<T> call) {
    return as(process.threadOfCaller(), call);
  }

  private <T> T as(KThread thread, Supplier<T> call) {
    List<T> result = new ArrayList<>();
    ps.runAs(thread, () -> result.add(call.get()));
    return result.get(0);
  }

  private OpenedHandle open(Process opener, Process opened, int attributes, int access) {
    return as(opener, () -> handles.openProcess(opened.processId(), attributes, access));
  }

  @Test
  void shouldMapGenericRights_beforeCallbacksSeeThem() {
    List<Integer> seen = new ArrayList<>();
    callbacks.registerCallbacks("1", information -> seen.add(information.originalDesiredAccess()));
    open(administrator, target, 0, GENERIC_ALL);
    open(administrator, target, 0, MAXIMUM_ALLOWED);
    open(administrator, target, 0, 0x80000000);
    assertThat(seen).containsExactly(ALL, ALL, 0x20410);
  }

  @Test
  void shouldDeny_withoutAskingACallback() {
    int[] asked = new int[1];
    callbacks.registerCallbacks("1", information -> asked[0]++);
    assertThat(open(user, target, 0, 1).status()).isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(open(user, target, 0, MAXIMUM_ALLOWED).status()).isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(open(administrator, target, 0, 0).status()).isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(asked[0]).isZero();
    assertThat(open(user, process(Token.ordinaryUser()), 0, ALL).grantedAccess()).isEqualTo(ALL);
  }

  @Test
  void shouldRefuse_anIdThatNoProcessHas() {
    OpenedHandle none = as(administrator, () -> handles.openProcess(999_999, 0, 1));
    assertThat(none).isEqualTo(new OpenedHandle(NtStatus.INVALID_CID, 0, 0));
  }

  @Test
  void shouldGrant_whatCallbacksLeave() {
    callbacks.registerCallbacks("1", information -> information.setDesiredAccess(~0x21));
    OpenedHandle opened = open(administrator, target, 0, ALL);
    assertThat(opened.grantedAccess()).isEqualTo(ALL & ~0x21);
    assertThat(ob.entry(administrator, opened.handle()).grantedAccess()).isEqualTo(ALL & ~0x21);
    OpenedHandle nothing = open(administrator, target, 0, 0x21);
    assertThat(nothing.status()).isZero();
    assertThat(nothing.grantedAccess()).isZero();
  }

  @Test
  void shouldKeepKernelHandlesApart_andTellCallbacks() {
    List<Boolean> kernel = new ArrayList<>();
    callbacks.registerCallbacks("1", information -> kernel.add(information.isKernelHandle()));
    OpenedHandle opened =
        as(
            user,
            () -> handles.openObjectByPointer(target, ProcessHandles.OBJ_KERNEL_HANDLE, ALL, true));
    assertThat(opened.status()).isZero();
    assertThat(opened.handle()).isNegative();
    assertThat(ob.handles(user)).isEmpty();
    assertThat(handles.kernelHandles()).isEqualTo(1);
    assertThat(as(administrator, () -> handles.zwClose(opened.handle()))).isZero();
    assertThat(handles.kernelHandles()).isZero();
    assertThat(as(user, () -> handles.zwClose(opened.handle()))).isEqualTo(NtStatus.INVALID_HANDLE);
    open(administrator, target, ProcessHandles.OBJ_KERNEL_HANDLE, ALL);
    assertThat(kernel).containsExactly(true, false);
  }

  @Test
  void shouldFail_whenMemoryIsShort() {
    calls.observe(new FaultPlan().failAll("ObOpenObjectByPointer"));
    assertThat(as(user, () -> handles.openObjectByPointer(target, 0, 1, true)).status())
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
  }

  @Test
  void shouldAskForDuplicatesToo_namingSourceAndReceiver() {
    long handle = open(administrator, target, 0, ALL).handle();
    List<Process> named = new ArrayList<>();
    callbacks.registerCallbacks(
        "1",
        information -> {
          named.add(information.source());
          named.add(information.receiver());
          information.setDesiredAccess(~1);
        });
    OpenedHandle copy = as(target, () -> handles.duplicate(administrator, handle, user, null));
    assertThat(named).containsExactly(administrator, user);
    assertThat(copy.grantedAccess()).isEqualTo(ALL & ~1);
    assertThat(ob.entry(user, copy.handle()).grantedAccess()).isEqualTo(ALL & ~1);
    assertThat(ob.entry(administrator, handle).grantedAccess()).isEqualTo(ALL);
  }

  @Test
  void shouldCheckRights_thatADuplicateHasBeyondItsSource() {
    long handle = open(administrator, target, 0, 0x1000).handle();
    assertThat(as(user, () -> handles.duplicate(administrator, handle, user, 0x1001)).status())
        .isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(as(user, () -> handles.duplicate(administrator, handle, user, 0x1000)).status())
        .isZero();
    assertThat(as(target, () -> handles.duplicate(administrator, handle, user, ALL)))
        .extracting(OpenedHandle::grantedAccess)
        .isEqualTo(ALL);
    assertThat(as(user, () -> handles.duplicate(administrator, 4000, user, null)).status())
        .isEqualTo(NtStatus.INVALID_HANDLE);
  }

  @Test
  void shouldInherit_withoutAskingACallback() {
    int[] asked = new int[1];
    long kept = open(administrator, target, ProcessHandles.OBJ_INHERIT, ALL).handle();
    long own = open(administrator, target, 0, ALL).handle();
    callbacks.registerCallbacks("1", information -> asked[0]++);
    handles.inherit(administrator, user);
    assertThat(ob.entry(user, kept).grantedAccess()).isEqualTo(ALL);
    assertThat(ob.entry(user, own)).isNull();
    assertThat(asked[0]).isZero();
  }

  @Test
  void shouldOpenThreads_withoutAskingACallback() {
    int[] asked = new int[1];
    callbacks.registerCallbacks("1", information -> asked[0]++);
    KThread thread = target.createThread();
    assertThat(as(administrator, () -> handles.openThread(thread, ALL)).grantedAccess())
        .isEqualTo(ALL);
    assertThat(as(user, () -> handles.openThread(thread, ALL)).status())
        .isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(asked[0]).isZero();
  }

  @Test
  void shouldTellThePreviousMode_onlyWhileAZwCallRuns() {
    List<Boolean> modes = new ArrayList<>();
    ps.runAs(
        user.threadOfCaller(),
        () -> {
          modes.add(ps.previousModeIsKernel());
          ps.runInKernelMode(() -> modes.add(ps.previousModeIsKernel()));
          modes.add(ps.previousModeIsKernel());
        });
    modes.add(ps.previousModeIsKernel());
    assertThat(modes).containsExactly(false, true, false, true);
  }
}
