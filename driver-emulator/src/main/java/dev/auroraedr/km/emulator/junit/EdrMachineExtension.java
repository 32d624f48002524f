package dev.auroraedr.km.emulator.junit;

import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Boots a machine before each test, and judges what is left of it afterwards. */
final class EdrMachineExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(EdrMachineExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(EmulatedMachine.class, boot(profile(context)));
  }

  private static String profile(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), EdrMachine.class)
        .or(
            () ->
                AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EdrMachine.class))
        .map(EdrMachine::profile)
        .orElse("");
  }

  private static EmulatedMachine boot(String profile) {
    List<String> known = new ArrayList<>();
    for (MachineFactory factory : ServiceLoader.load(MachineFactory.class)) {
      if (profile.isEmpty() || factory.names().contains(profile)) {
        return factory.boot(profile.isEmpty() ? factory.names().get(0) : profile);
      }
      known.addAll(factory.names());
    }
    throw new ExtensionConfigurationException(
        "@EdrMachine(profile = \""
            + profile
            + "\") names no machine profile; known are "
            + String.join(", ", known));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    EmulatedMachine machine = machine(context);
    if (machine != null) {
      judge(machine);
    }
  }

  private static void judge(EmulatedMachine machine) {
    try {
      List<String> faults = faults(machine);
      if (!faults.isEmpty()) {
        throw new AssertionError(
            "the test left the machine in disorder:\n  " + String.join("\n  ", faults));
      }
    } finally {
      machine.close();
    }
  }

  private static List<String> faults(EmulatedMachine machine) {
    List<String> faults = new ArrayList<>();
    machine.openObjects().forEach(open -> faults.add("left open: " + open));
    if (faults.isEmpty()) {
      List.copyOf(machine.drivers().drivers()).forEach(machine::unloadDriver);
    }
    faults.addAll(machine.findings());
    return faults;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmulatedMachine.class || type == DeviceName.class || type == Stimuli.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    EmulatedMachine machine = machine(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == EmulatedMachine.class) {
      return machine;
    }
    return type == DeviceName.class ? DeviceName.parse(machine.deviceName()) : new Stimuli(machine);
  }

  private static EmulatedMachine machine(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(EmulatedMachine.class, EmulatedMachine.class);
  }
}
