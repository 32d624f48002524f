package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What was seen of one step, in order, already normalised. Not thread-safe. */
final class Facts {
  private final Normaliser normaliser;
  private final List<Fact> all = new ArrayList<>(4);
  private int status;
  private boolean hasStatus;

  Facts(Normaliser normaliser) {
    this.normaliser = normaliser;
  }

  /**
   * One thing that was seen.
   *
   * @param what its name
   * @param value a text, number, or bytes
   */
  record Fact(String what, Object value) {
    boolean sameAs(Fact other) {
      return what.equals(other.what)
          && (value instanceof byte[] bytes && other.value instanceof byte[] others
              ? Arrays.equals(bytes, others)
              : Objects.equals(value, other.value));
    }

    String text() {
      return what + ": " + (value instanceof byte[] bytes ? Bytes.text(bytes) : value.toString());
    }
  }

  /** A step that could not be performed; in which words it says so is each target's own. */
  record Failure(String words) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Failure;
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public String toString() {
      return "failed: " + words;
    }
  }

  /** An NTSTATUS; boxed apart from numbers so that it reads as one. */
  record Status(int code) {
    @Override
    public String toString() {
      return StatusTable.describeStatus(code);
    }
  }

  Normaliser normaliser() {
    return normaliser;
  }

  void status(String what, int code) {
    if (!hasStatus) {
      status = code;
      hasStatus = true;
    }
    all.add(new Fact(what, new Status(code)));
  }

  void failed(RuntimeException e) {
    all.clear();
    all.add(new Fact("step", new Failure(e.getClass().getSimpleName() + ": " + e.getMessage())));
  }

  void number(String what, long number) {
    all.add(new Fact(what, number));
  }

  void flag(String what, boolean flag) {
    all.add(new Fact(what, flag ? "yes" : "no"));
  }

  /** A text in which volumes may be named. */
  void text(String what, String text) {
    all.add(new Fact(what, text == null ? "none" : normaliser.text(text)));
  }

  /** Bytes, normalised already or without anything to normalise. */
  void bytes(String what, byte[] bytes) {
    all.add(new Fact(what, bytes));
  }

  /** The first status, for the table of what was reached; empty if there is none. */
  String outcome() {
    if (hasStatus && !all.isEmpty() && !all.get(0).what().equals("step")) {
      return StatusTable.describeStatus(status);
    }
    return all.isEmpty() || !all.get(0).what().equals("step") ? "done" : all.get(0).text();
  }

  List<Fact> all() {
    return all;
  }

  boolean sameAs(Facts other) {
    if (all.size() != other.all.size()) {
      return false;
    }
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).sameAs(other.all.get(i))) {
        return false;
      }
    }
    return true;
  }

  List<String> lines() {
    return all.stream().map(Fact::text).toList();
  }
}
