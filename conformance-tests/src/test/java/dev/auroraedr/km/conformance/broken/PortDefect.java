package dev.auroraedr.km.conformance.broken;

/** How the port of a broken client lies. */
enum PortDefect {
  /** Tells STATUS_ACCESS_DENIED for STATUS_INSUFFICIENT_RESOURCES. */
  LIMIT_IS_ACCESS_DENIED,
  /** Tells STATUS_ACCESS_DENIED for STATUS_OBJECT_NAME_NOT_FOUND. */
  MISSING_IS_ACCESS_DENIED,
  /** Clears EventBatch.dropped. */
  LOSSES_HIDDEN,
  /** Opens the device once and gives that handle to everybody. */
  ONE_HANDLE
}
