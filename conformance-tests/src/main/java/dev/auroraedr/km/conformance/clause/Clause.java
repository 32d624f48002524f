package dev.auroraedr.km.conformance.clause;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The clauses that a test shows, such as {@code @Clause(Clauses.STR_9)}. Every test method of the
 * suite carries it, Jupiter tests and jqwik properties alike.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Clause {
  /** Clause ids; a failure counts against each. */
  String[] value();
}
