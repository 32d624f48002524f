package dev.auroraedr.km.conformance.target.hosted;

/**
 * Numbers of the hosted kernel's operations: the upper half names the family, as in {@code
 * driver/host/src/ffi}, where parameters and results are told. Those of stimuli: {@link Stimuli}.
 */
final class Operations {
  static final int LOAD = 0x1_0001;
  static final int VIOLATIONS = 0x1_0002;
  static final int NOW = 0x1_0003;
  static final int ADVANCE = 0x1_0004;
  static final int COSTS = 0x1_0005;
  static final int UNLOAD = 0x1_0006;
  static final int LOAD_PEER = 0x1_0007;
  static final int DEVICE_OBJECT = 0x1_0008;
  static final int QUIESCE = 0x1_0009;
  static final int FAIL = 0x1_0010;
  static final int STOP_AT = 0x1_0011;
  static final int STOP_AT_EVERY = 0x1_0012;
  static final int NEXT_POINT = 0x1_0013;
  static final int ACT_AT = 0x1_0014;
  static final int GO_ON = 0x1_0015;
  static final int CLEAR = 0x1_0016;
  static final int START_TRACE = 0x1_0017;
  static final int STOP_TRACE = 0x1_0018;
  static final int NEXT_RANDOM = 0x1_0019;

  static final int START_PROCESS = 0x2_0001;
  static final int OPEN = 0x2_0002;
  static final int SUBMIT = 0x2_0003;
  static final int AWAIT = 0x2_0004;
  static final int ENDED = 0x2_0005;
  static final int CREATE_PORT = 0x2_0006;
  static final int BIND = 0x2_0007;
  static final int DEQUEUE = 0x2_0008;
  static final int DEPTH = 0x2_0009;
  static final int CANCEL = 0x2_000A;
  static final int CANCEL_ALL = 0x2_000B;
  static final int CALL_MAJOR = 0x2_000C;
  static final int DUPLICATE = 0x2_000D;
  static final int CLOSE = 0x2_000E;
  static final int CLOSED = 0x2_000F;
  static final int CLOSE_PORT = 0x2_0010;
  static final int KILL = 0x2_0011;
  static final int FORGET = 0x2_0012;

  static final int CLEAR_SLOT = 0x7_0001;
  static final int REGISTER_AGAIN = 0x7_0002;
  static final int UNLINK = 0x7_0003;
  static final int RELINK = 0x7_0004;
  static final int SILENCE = 0x7_0005;
  static final int SILENCE_FILTER = 0x7_0006;
  static final int WAKE_FILTER = 0x7_0007;
  static final int REMOVE_INSTANCE = 0x7_0008;
  static final int NEVER_CALL = 0x7_0009;

  static final int REFERENCE = 0x9_0001;
  static final int CONTROL_WITHOUT_FILE = 0x9_0002;
  static final int CONTROL = 0x9_0003;
  static final int CLEANUP = 0x9_0004;
  static final int DEREFERENCE = 0x9_0005;

  private Operations() {}
}
