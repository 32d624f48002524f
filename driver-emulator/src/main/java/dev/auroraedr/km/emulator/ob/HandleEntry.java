package dev.auroraedr.km.emulator.ob;

/**
 * What a handle stands for.
 *
 * @param object the object
 * @param grantedAccess rights it was opened with
 * @param inherit whether child processes get a copy
 */
public record HandleEntry(KObject object, int grantedAccess, boolean inherit) {}
