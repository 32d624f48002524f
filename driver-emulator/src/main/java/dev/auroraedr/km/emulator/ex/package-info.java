/**
 * Ex: pool. Statistics are exact once the threads that allocate are quiet. Free lists are guarded
 * by a flag each that nobody waits for; no other lock is taken while one is held.
 */
package dev.auroraedr.km.emulator.ex;
