package dev.auroraedr.km.emulator.flt;

/** FLT_PREOP_CALLBACK_STATUS: what a pre-operation callback answers. */
public final class PreOperation {
  /** FLT_PREOP_SUCCESS_WITH_CALLBACK. */
  public static final int SUCCESS_WITH_CALLBACK = 0;

  /** FLT_PREOP_SUCCESS_NO_CALLBACK. */
  public static final int SUCCESS_NO_CALLBACK = 1;

  /** FLT_PREOP_DISALLOW_FASTIO: a fast-I/O operation is to come again as an IRP. */
  public static final int DISALLOW_FASTIO = 3;

  /** FLT_PREOP_COMPLETE: the filter completes the operation with the IoStatus that it has set. */
  public static final int COMPLETE = 4;

  private PreOperation() {}
}
