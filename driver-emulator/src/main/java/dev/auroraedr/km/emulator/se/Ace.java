package dev.auroraedr.km.emulator.se;

/**
 * An entry of a DACL.
 *
 * @param allow true for an allowing entry, false for a denying one
 * @param mask specific rights, generic ones mapped already
 * @param sid whom it is about
 */
record Ace(boolean allow, int mask, Sid sid) {}
