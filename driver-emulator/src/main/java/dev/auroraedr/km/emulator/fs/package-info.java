/**
 * File systems below the filters: what NtCreateFile and the calls on an open file lead to. Sharing,
 * locks, quotas and data are not modelled.
 */
package dev.auroraedr.km.emulator.fs;
