/**
 * The device port over a socket, so that sensors in other languages can test against it: frames of
 * bytes, loopback only. Each connection is a process of its own on the device's system, so a
 * client's death is the death of a process. {@code docs/serve.md} describes every frame. Locks: a
 * connection's output is written under the lock of its {@link
 * dev.auroraedr.km.conformance.serve.FrameWriter}, held together with no other.
 */
package dev.auroraedr.km.conformance.serve;
