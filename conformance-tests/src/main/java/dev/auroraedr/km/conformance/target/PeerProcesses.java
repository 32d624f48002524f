package dev.auroraedr.km.conformance.target;

import java.util.List;

/** Process-notify routines of the second driver; they are called in the order of their slots. */
public interface PeerProcesses {
  /** Takes slots until only so many are free. */
  void leaveFree(int slots);

  /**
   * Registers a routine that sets CreationStatus for processes of one image.
   *
   * @param imagePath NT path, as SeLocateProcessImageName gives it
   * @param creationStatus what it sets, a success or warning too
   * @return status of the registration
   */
  int answer(String imagePath, int creationStatus);

  /** Registers a routine that notes what it is told; the list grows, oldest first. */
  List<Told> watch();

  /**
   * What a routine was told.
   *
   * @param processId the process
   * @param exit whether it exits; else it was created
   * @param creationStatus CreationStatus as it stood; 0 for an exit
   */
  record Told(long processId, boolean exit, int creationStatus) {}
}
