package dev.auroraedr.km.conformance.clause;

import dev.auroraedr.km.conformance.target.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Capabilities that a test needs. On a target that lacks one the test is not run and its clause,
 * unless another test shows it, is reported as not applicable with the reason.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requires {
  /** What the target must be able to do. */
  Capability[] value();
}
