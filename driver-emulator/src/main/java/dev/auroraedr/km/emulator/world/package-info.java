/**
 * What happens on a machine: files, processes, the registry and process handles are used, in the
 * name of chosen threads. Drivers see it through their callbacks only.
 */
package dev.auroraedr.km.emulator.world;
