package dev.auroraedr.km.conformance.property;

/**
 * One operation on the registry.
 *
 * @param verb what is done
 * @param key below the base, such as {@code a\B}
 * @param name value or new name
 * @param writer who does it
 */
record RegistryStep(Verb verb, String key, String name, Writer writer) {
  /** What can be done. */
  enum Verb {
    SET,
    UNSET,
    CREATE,
    DELETE,
    RENAME
  }

  /** Who can do it. */
  enum Writer {
    /** An ordinary program. */
    SHELL,
    /** A trusted program. */
    LSASS,
    /** A kernel component in the shell's thread. */
    KERNEL
  }

  boolean trusted() {
    return writer != Writer.SHELL;
  }

  /** Short enough to read in a failure. */
  @Override
  public String toString() {
    return writer + " " + verb + " " + key + " " + name;
  }
}
