package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.ps.KThread;
import java.util.Arrays;

/**
 * FLT_CALLBACK_DATA with its parameter block: one operation on its way through the filters. Used by
 * one operation at a time and then again by the next, so callbacks keep no reference.
 */
public final class CallbackData {
  /** IRP_NOCACHE of {@link #irpFlags()}. */
  public static final int IRP_NOCACHE = 0x1;

  /** IRP_PAGING_IO of {@link #irpFlags()}. */
  public static final int IRP_PAGING_IO = 0x2;

  /** SL_OPEN_PAGING_FILE of {@link #operationFlags()}. */
  public static final int SL_OPEN_PAGING_FILE = 0x2;

  /** SL_OPEN_TARGET_DIRECTORY of {@link #operationFlags()}. */
  public static final int SL_OPEN_TARGET_DIRECTORY = 0x4;

  /** FILE_DIRECTORY_FILE of {@link #options()}. */
  public static final int FILE_DIRECTORY_FILE = 0x1;

  /** IRP_MN_COMPLETE of {@link #minorFunction()}. */
  public static final int IRP_MN_COMPLETE = 0x4;

  private KThread thread;
  private FilterFile file;
  private int majorFunction;
  private int minorFunction;
  private int irpFlags;
  private int operationFlags;
  private boolean fastIo;
  private int desiredAccess;
  private int options;
  private int length;
  private long byteOffset;
  private int status;
  private boolean nameCached;
  private boolean returning;
  private Object completionContext;
  private Owed[] owed = {new Owed(), new Owed(), new Owed()};
  private int owedCount;

  /** A post-operation to be called on the way up. */
  private static final class Owed {
    private FilterInstance instance;
    private FilterCallbacks.Post post;
    private Object context;

    private void forget() {
      instance = null;
      post = null;
      context = null;
    }
  }

  /** Begins an operation; everything else is as for a plain IRP without parameters. */
  public CallbackData begin(int operation, KThread requestor, FilterFile target) {
    majorFunction = operation;
    thread = requestor;
    file = target;
    minorFunction = 0;
    irpFlags = 0;
    operationFlags = 0;
    fastIo = false;
    desiredAccess = 0;
    options = 0;
    length = 0;
    byteOffset = 0;
    status = 0;
    nameCached = false;
    returning = false;
    completionContext = null;
    owedCount = 0;
    return this;
  }

  /** Ends the operation: what is kept for the next one must not keep a closed machine. */
  public void end() {
    for (int i = 0; i < owedCount; i++) {
      owed[i].forget();
    }
    begin(0, null, null);
  }

  /** Whether an operation was begun that has not ended. */
  public boolean isUnderWay() {
    return file != null;
  }

  /** Parameters.Create. */
  public CallbackData create(int access, int createOptions) {
    desiredAccess = access;
    options = createOptions;
    return this;
  }

  /** Parameters.Write. */
  public CallbackData write(int bytes, long offset) {
    length = bytes;
    byteOffset = offset;
    return this;
  }

  /** Iopb flags: IrpFlags, OperationFlags and MinorFunction. */
  public CallbackData flags(int irp, int operation, int minor) {
    irpFlags = irp;
    operationFlags = operation;
    minorFunction = minor;
    return this;
  }

  /** FLTFL_CALLBACK_DATA_FAST_IO_OPERATION. */
  public CallbackData fastIo(boolean isFastIo) {
    fastIo = isFastIo;
    return this;
  }

  /** Whether FltMgr's cache holds the file's name, so that it can be had on the paging path too. */
  public CallbackData nameCached(boolean isCached) {
    nameCached = isCached;
    return this;
  }

  boolean isNameCached() {
    return nameCached;
  }

  /** Data->Thread; null if there is none. */
  public KThread thread() {
    return thread;
  }

  /** Iopb->TargetFileObject. */
  public FilterFile file() {
    return file;
  }

  /** Iopb->MajorFunction. */
  public int majorFunction() {
    return majorFunction;
  }

  /** Iopb->MinorFunction. */
  public int minorFunction() {
    return minorFunction;
  }

  /** Iopb->IrpFlags. */
  public int irpFlags() {
    return irpFlags;
  }

  /** Iopb->OperationFlags. */
  public int operationFlags() {
    return operationFlags;
  }

  /** FLT_IS_FASTIO_OPERATION. */
  public boolean isFastIo() {
    return fastIo;
  }

  /** Parameters.Create.SecurityContext->DesiredAccess. */
  public int desiredAccess() {
    return desiredAccess;
  }

  /** Parameters.Create.Options: disposition in the high 8 bits. */
  public int options() {
    return options;
  }

  /** Parameters.Write.Length. */
  public int length() {
    return length;
  }

  /** Parameters.Write.ByteOffset as requested, -1 and -2 included. */
  public long byteOffset() {
    return byteOffset;
  }

  /** Whether the create opens the volume: empty name and no related file. */
  public boolean opensVolume() {
    return file.kind() == FilterFile.Kind.VOLUME;
  }

  /** IoStatus.Status. */
  public int status() {
    return status;
  }

  /** Sets IoStatus.Status. */
  public void setStatus(int newStatus) {
    status = newStatus;
  }

  /** What the pre-operation leaves for its post-operation. */
  public void setCompletionContext(Object context) {
    completionContext = context;
  }

  void clearCompletionContext() {
    completionContext = null;
  }

  /** Whether the operation is on its way up: the file system or a filter has ended it. */
  public boolean isReturning() {
    return returning;
  }

  /** A filter wants to see the operation again on its way up. */
  void owePost(FilterInstance instance, FilterCallbacks.Post post) {
    if (owedCount == owed.length) {
      owed = Arrays.copyOf(owed, 2 * owedCount);
      for (int i = owedCount; i < owed.length; i++) {
        owed[i] = new Owed();
      }
    }
    Owed next = owed[owedCount++];
    next.instance = instance;
    next.post = post;
    next.context = completionContext;
    instance.owe(this);
  }

  /** The way up: each instance that still stands gets its post-operation, lowest first. */
  void payPosts() {
    returning = true;
    for (int i = owedCount - 1; i >= 0; i--) {
      pay(owed[i]);
    }
  }

  private void pay(Owed due) {
    if (!due.instance.enter()) {
      due.instance.awaitDrained(this);
      return;
    }
    try {
      due.instance.pay(this);
      due.post.call(this, due.context, 0);
    } finally {
      due.instance.leave();
    }
  }

  /** Calls the post-operation that one instance is owed. */
  void callPost(FilterInstance instance, int flags) {
    for (int i = 0; i < owedCount; i++) {
      if (owed[i].instance == instance) {
        owed[i].post.call(this, owed[i].context, flags);
      }
    }
  }
}
