package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.ControlRequest;

/**
 * A control request and who sent it.
 *
 * @param caller the process; null for a kernel-mode caller
 * @param request what it sent
 */
record Asked(CallerSpec caller, ControlRequest request) {}
