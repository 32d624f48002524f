/**
 * Ob: objects with pointer and handle counts, handle tables, duplication and inheritance. A handle
 * table's lock is held for the table only, never while an object is told of its last handle.
 */
package dev.auroraedr.km.emulator.ob;
