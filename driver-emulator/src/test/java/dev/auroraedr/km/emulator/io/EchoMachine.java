package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A machine with the echo driver and one administrator's process; what the tests of io start from.
 */
final class EchoMachine {
  static final int ACCESS = 0xC000_0000;
  static final byte FILL = (byte) 0xA5;

  final EmulatedMachine machine;
  final EchoDriver driver;
  final DriverObject driverObject;
  final Process process;
  final NtIo nt;

  EchoMachine() {
    this(MachineOptions.deterministic(1), new EchoDriver());
  }

  EchoMachine(MachineOptions options, EchoDriver driver) {
    this.machine = EmulatedMachine.boot(options);
    this.driver = driver;
    this.driverObject = machine.loadDriver(driver).driver();
    this.process = machine.startProcess("\\client.exe", Token.administrator());
    this.nt = machine.nt();
  }

  <T> T as(Process who, Supplier<T> action) {
    Object[] result = new Object[1];
    machine.ps().runAs(who.threadOfCaller(), () -> result[0] = action.get());
    @SuppressWarnings("unchecked")
    T typed = (T) result[0];
    return typed;
  }

  long open() {
    return as(process, () -> nt.createFile(OpenParameters.overlapped(EchoDriver.LINK, ACCESS)))
        .handle();
  }

  long openSynchronous() {
    return as(process, () -> nt.createFile(OpenParameters.synchronous(EchoDriver.LINK, ACCESS)))
        .handle();
  }

  int control(long handle, IoRequest request, int code) {
    return as(process, () -> nt.deviceIoControlFile(handle, request, code));
  }

  ParkedCall close(long handle) {
    return as(process, () -> nt.close(handle));
  }

  CompletionQueue port() {
    return as(process, () -> nt.completionQueue(nt.createIoCompletion()));
  }

  CompletionQueue bind(long handle, long key) {
    CompletionQueue port = port();
    as(process, () -> nt.setCompletion(handle, port, key));
    return port;
  }

  int cancel(long handle, IoRequest request) {
    return as(process, () -> nt.cancelIoFileEx(handle, request));
  }

  static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, FILL);
    return bytes;
  }

  static IoRequest request(byte[] input, byte[] output) {
    return new IoRequest()
        .input(UserSpan.of(input), input.length)
        .output(UserSpan.of(output), output.length);
  }

  /** Input of {@link EchoDriver#ANSWER}. */
  static byte[] answer(int status, int information) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(status)
        .putInt(information)
        .array();
  }
}
