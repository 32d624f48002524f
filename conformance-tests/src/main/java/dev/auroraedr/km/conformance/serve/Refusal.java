package dev.auroraedr.km.conformance.serve;

/** Why a frame could not be served; what an ERROR frame tells. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Code code;

  Refusal(Code code, String message) {
    super(message);
    this.code = code;
  }

  Code code() {
    return code;
  }

  /** Reasons, with their numbers on the wire. */
  enum Code {
    /** The first frame was no HELLO, or not this protocol's. */
    HELLO_EXPECTED(1, true),
    /** A version that the server doesn't speak. */
    UNSUPPORTED_VERSION(2, true),
    /** A payload longer than the limit. */
    FRAME_TOO_LARGE(3, true),
    /** More clients than the server takes. */
    TOO_MANY_CONNECTIONS(4, true),
    /** A type that no client may send. */
    UNKNOWN_TYPE(5, false),
    /** A payload that does not have its type's form. */
    BAD_FRAME(6, false),
    /** A handle that this connection does not have open. */
    UNKNOWN_HANDLE(7, false),
    /** A request id that is in flight already, or 0. */
    BAD_REQUEST_ID(8, false),
    /** Too many requests in flight. */
    TOO_MANY_REQUESTS(9, false),
    /** Too many handles. */
    TOO_MANY_HANDLES(10, false),
    /** A stimulus that can't be read or performed. */
    BAD_STIMULUS(11, false),
    /** The device is no emulated machine. */
    NO_STIMULI(12, false),
    /** A fault of the kit. */
    KIT_FAULT(13, true);

    private final int number;
    private final boolean ends;

    Code(int number, boolean ends) {
      this.number = number;
      this.ends = ends;
    }

    int number() {
      return number;
    }

    /** Whether the connection can't go on after it. */
    boolean ends() {
      return ends;
    }
  }
}
