package dev.auroraedr.km.conformance.bench;

/** The queries of the device. */
public enum Query {
  /** QUERY_CALLBACK_HEALTH, which toggles and sends canaries before it answers (HLT-1). */
  HEALTH,
  /** QUERY_MINIFILTER_STATUS. */
  STATUS
}
