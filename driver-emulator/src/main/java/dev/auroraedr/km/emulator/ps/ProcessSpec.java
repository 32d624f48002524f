package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.se.Token;

/**
 * What a new process is.
 *
 * @param imagePath NT path of its image, such as {@code \Device\HarddiskVolume3\dir\x.exe}
 * @param token what it runs with
 * @param wow64 true for a 32-bit process
 * @param parent its parent, or null for the system process
 * @param minimal true for a minimal or pico process: routines registered with
 *     PsSetCreateProcessNotifyRoutineEx are not told of it
 */
public record ProcessSpec(
    String imagePath, Token token, boolean wow64, Process parent, boolean minimal) {
  /** An ordinary process. */
  public ProcessSpec(String imagePath, Token token, boolean wow64, Process parent) {
    this(imagePath, token, wow64, parent, false);
  }
}
