package dev.auroraedr.km.conformance.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives each command the terminal and the targets, whichever of them its constructor asks for. */
final class CommandFactory implements IFactory {
  private final Terminal terminal;
  private final TargetDirectory targets;

  CommandFactory(Terminal terminal, TargetDirectory targets) {
    this.terminal = terminal;
    this.targets = targets;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] wanted = constructor.getParameterTypes();
      if (wanted.length == 1 && wanted[0] == Terminal.class) {
        return type.cast(constructor.newInstance(terminal));
      }
      if (wanted.length == 2 && wanted[0] == Terminal.class && wanted[1] == TargetDirectory.class) {
        return type.cast(constructor.newInstance(terminal, targets));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
