package dev.auroraedr.km.conformance.broken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.engine.ConformanceRun;
import dev.auroraedr.km.conformance.engine.RunReport;
import dev.auroraedr.km.conformance.engine.SuiteScope;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.io.DriverObject;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * A run keeps none of the machines that it boots: a trial of all targets boots many thousands in
 * one JVM.
 */
class ForgottenMachinesTest {
  private static final int ATTEMPTS = 50;

  private static final SuiteScope CLAUSE_TESTS =
      new SuiteScope(List.of("dev.auroraedr.km.conformance.suite"), List.of());

  private final Queue<WeakReference<Kernel>> booted = new ConcurrentLinkedQueue<>();

  @Test
  void shouldBeForgotten_whenTheRunHasEnded() {
    RunReport report =
        ConformanceRun.of(new TamperedTarget(Emulators.emulator(noting()), () -> Tampering.NONE))
            .clauses("IOC-*", "FIL-*", "PRC-*", "OBJ-*", "REG-*", "UNL-*")
            .deviations(List.of())
            .suite(CLAUSE_TESTS)
            .run();
    assertThat(report.failures()).isEmpty();
    assertThat(booted).isNotEmpty();
    for (int i = 0; i < ATTEMPTS && kept() > 0; i++) {
      System.gc();
    }
    assertThat(kept()).as("machines kept of %s that were booted", booted.size()).isZero();
  }

  private long kept() {
    return booted.stream().filter(kernel -> kernel.get() != null).count();
  }

  private DriverImage noting() {
    AuroraDriver real = new AuroraDriver();
    return new DriverImage() {
      @Override
      public String serviceName() {
        return real.serviceName();
      }

      @Override
      public int driverEntry(Kernel kernel, DriverObject driver) {
        booted.add(new WeakReference<>(kernel));
        return real.driverEntry(kernel, driver);
      }
    };
  }
}
