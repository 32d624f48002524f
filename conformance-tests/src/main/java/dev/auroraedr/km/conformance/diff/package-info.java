/**
 * Two targets, the same random machines and operations, and a comparison of every observable byte
 * (CMP-1). Works over the target SPI alone; what it finds is shrunk and stored as a file that any
 * target replays. Formats: docs/diff.md.
 */
package dev.auroraedr.km.conformance.diff;
