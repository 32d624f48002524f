package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.target.TargetMachine;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * A machine that says when it was closed. A proxy, so that no method that the SPI gains later can
 * be left out by mistake.
 */
final class WatchedMachine implements InvocationHandler {
  private final TargetMachine machine;
  private final Consumer<TargetMachine> closed;

  private WatchedMachine(TargetMachine machine, Consumer<TargetMachine> closed) {
    this.machine = machine;
    this.closed = closed;
  }

  static TargetMachine of(TargetMachine machine, Consumer<TargetMachine> closed) {
    return (TargetMachine)
        Proxy.newProxyInstance(
            TargetMachine.class.getClassLoader(),
            new Class<?>[] {TargetMachine.class},
            new WatchedMachine(machine, closed));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
      return proxy == arguments[0];
    }
    try {
      return method.invoke(machine, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      if (method.getName().equals("close")) {
        closed.accept(machine);
      }
    }
  }
}
