/**
 * The target that judges the built driver itself: the very .sys runs inside this process, over the
 * simulated kernel of {@code driver/host}, which is called through a few C functions. What is asked
 * for goes there as messages; nothing of Windows is decided here.
 */
package dev.auroraedr.km.conformance.target.hosted;
