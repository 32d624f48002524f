package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One test method of the suite.
 *
 * @param uniqueId its id on the JUnit Platform
 * @param className simple name of its class
 * @param methodName name of the method
 * @param clauses ids of the clauses that it shows; empty if it lacks the annotation
 * @param needs capabilities that it needs
 */
public record SuiteTest(
    String uniqueId,
    String className,
    String methodName,
    List<String> clauses,
    Set<Capability> needs) {

  static SuiteTest of(String uniqueId, Class<?> type, Method method) {
    Clause clause = method.getAnnotation(Clause.class);
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    add(needs, method.getAnnotation(Requires.class));
    for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
      add(needs, at.getAnnotation(Requires.class));
    }
    return new SuiteTest(
        uniqueId,
        type.getSimpleName(),
        method.getName(),
        clause == null ? List.of() : List.of(clause.value()),
        needs);
  }

  private static void add(Set<Capability> needs, Requires requires) {
    if (requires != null) {
      needs.addAll(List.of(requires.value()));
    }
  }

  /** Class and method, as a reader finds them. */
  public String name() {
    return className + "." + methodName;
  }

  /** The method's name as a sentence: {@code str9_twoWords_thenMore} is "two words: then more". */
  public String title() {
    String[] parts = methodName.split("_");
    StringBuilder title = new StringBuilder();
    for (int i = parts.length > 1 && parts[0].matches("[a-z]+\\d+") ? 1 : 0;
        i < parts.length;
        i++) {
      title.append(title.length() == 0 ? "" : ": ").append(words(parts[i]));
    }
    return title.toString();
  }

  private static String words(String camelCase) {
    String border = "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])";
    return camelCase.replaceAll(border, " ").toLowerCase(Locale.ROOT);
  }

  /** What the target lacks of the needs. */
  Set<Capability> missingOn(Set<Capability> capabilities) {
    Set<Capability> missing = EnumSet.noneOf(Capability.class);
    missing.addAll(needs);
    missing.removeAll(capabilities);
    return missing;
  }

  boolean shows(Set<String> clauseIds) {
    return clauses.stream().anyMatch(clauseIds::contains);
  }
}
