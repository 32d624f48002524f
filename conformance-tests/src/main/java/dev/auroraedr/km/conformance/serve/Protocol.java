package dev.auroraedr.km.conformance.serve;

/** Numbers of the protocol; {@code docs/serve.md} says what they mean. */
public final class Protocol {
  /** The only version so far. */
  public static final int VERSION = 1;

  /** First bytes of HELLO: {@code EDRK} in ASCII. No browser and no stray client sends them. */
  public static final int MAGIC = 0x4B52_4445;

  /** Bytes before each payload: u32 payload length, u16 type, u16 zero, u32 id. */
  public static final int HEADER_BYTES = 12;

  /** Longest payload. */
  public static final int MAX_PAYLOAD_BYTES = 1 << 20;

  /** Longest output buffer of a control request: its completion must fit a frame. */
  public static final int MAX_OUTPUT_BYTES = MAX_PAYLOAD_BYTES - 16;

  /** Open handles of a connection. */
  public static final int MAX_HANDLES = 64;

  /** Requests of a connection that have not completed. */
  public static final int MAX_REQUESTS = 1024;

  /** Bytes of input and output buffers of a connection's requests in flight. */
  public static final long MAX_BUFFER_BYTES = 32 << 20;

  /** Connections at once. */
  public static final int MAX_CONNECTIONS = 16;

  private Protocol() {}

  /** Types of frames; answers have bit 7 set. */
  public static final class Type {
    /** Client's first frame. */
    public static final int HELLO = 1;

    /** Opens the device. */
    public static final int OPEN = 2;

    /** Sends a control code. */
    public static final int CONTROL = 3;

    /** Asks to cancel. */
    public static final int CANCEL = 4;

    /** Closes a handle. */
    public static final int CLOSE = 5;

    /** Makes something happen on the machine. */
    public static final int STIMULATE = 6;

    /** Answer to HELLO. */
    public static final int WELCOME = 0x81;

    /** Answer to OPEN. */
    public static final int OPENED = 0x82;

    /** End of a control request. */
    public static final int COMPLETION = 0x83;

    /** Answer to CANCEL. */
    public static final int CANCELLED = 0x84;

    /** Answer to CLOSE. */
    public static final int CLOSED = 0x85;

    /** Answer to STIMULATE. */
    public static final int STIMULATED = 0x86;

    /** A frame that could not be served. */
    public static final int ERROR = 0xFF;

    private Type() {}
  }

  /** Flags of WELCOME, OPENED, COMPLETION and ERROR. */
  public static final class Flag {
    /** WELCOME: STIMULATE is served. */
    public static final int STIMULI = 1;

    /** OPENED, COMPLETION: the NTSTATUS is known. */
    public static final int STATUS_KNOWN = 1;

    /** COMPLETION: it failed before it pended, and so had no completion packet. */
    public static final int NEVER_PENDED = 2;

    /** ERROR: the server closes the connection. */
    public static final int ENDS = 1;

    private Flag() {}
  }
}
