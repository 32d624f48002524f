/** Rtl and CNG: system version, exported routines, random bytes. No locks. */
package dev.auroraedr.km.emulator.rtl;
