package dev.auroraedr.km.emulator.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoFilter;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.se.Token;

/** A machine without the Aurora driver, a program on it and a filter that notes what passes. */
final class FileRig {
  static final String C = "\\Device\\HarddiskVolume3";
  static final String D = "\\Device\\HarddiskVolume4";
  static final int READ = 0x0012_0089;
  static final int OPEN = 0x0100_0000;
  static final int CREATE = 0x0200_0000;
  static final int OPEN_IF = 0x0300_0000;
  static final int DIRECTORY = 0x1;
  static final int NON_DIRECTORY = 0x40;
  static final int OPEN_REPARSE_POINT = 0x0020_0000;

  final EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
  final NtFiles files = machine.files();
  final KThread thread = machine.startProcess(C + "\\tool.exe", Token.system()).createThread();
  final EchoFilter filter = new EchoFilter(machine.kernel().callbacks().flt(), "385000");

  OpenRequest request(String path, int options) {
    return OpenRequest.of(thread, path, READ, options);
  }

  int status(String path, int options) {
    OpenOutcome outcome = files.open(request(path, options));
    if (outcome.file() != null) {
      files.close(thread, outcome.file());
    }
    return outcome.status();
  }

  OpenFile open(String path, int options) {
    return open(request(path, options));
  }

  OpenFile open(OpenRequest request) {
    OpenOutcome outcome = files.open(request);
    assertThat(outcome.status()).isZero();
    return outcome.file();
  }

  /** Makes a file and leaves it closed. */
  void make(String path) {
    files.close(thread, open(path, OPEN_IF));
  }

  void makeDirectory(String path) {
    files.close(thread, open(path, OPEN_IF | DIRECTORY));
  }

  void junction(String path, String target) {
    OpenFile directory = open(path, OPEN_IF | DIRECTORY | OPEN_REPARSE_POINT);
    assertThat(files.makeJunction(thread, directory, target)).isZero();
    files.close(thread, directory);
  }
}
