/**
 * The Aurora driver, written against the emulated Windows as the real one is against Windows: same
 * parts, names and decisions.
 *
 * <p>Locks: one spin lock for the table of streams (which streams live, which sessions have ended),
 * one for each stream (its queue, receives and account). No two of them are ever held at once, and
 * no request is completed while one is held (DRV-1).
 */
package dev.auroraedr.km.emulator.driver;
