package dev.auroraedr.km.emulator.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a machine of its own with the driver loaded. A test method may take:
 *
 * <ul>
 *   <li>{@code EmulatedMachine}: the machine; {@code machine.deviceName()} is what a sensor opens
 *   <li>{@code DeviceName}: the same name for whoever speaks to the port SPI
 *   <li>{@link Stimuli}: makes things happen that the driver's callbacks see
 * </ul>
 *
 * <p>After the test the driver is unloaded. The test fails if handles or requests were left open,
 * if anything leaked, or if the driver broke a rule of Windows.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EdrMachineExtension.class)
public @interface EdrMachine {
  /** Machine profile, such as {@code win10-22h2}; empty for the default one. */
  String profile() default "";
}
