package dev.auroraedr.km.conformance.target;

import java.util.List;

/** A registry callback of the second driver. */
public interface PeerRegistryCallback {
  /** STATUS_SUCCESS, or why it could not be registered. */
  int status();

  /** REG_NOTIFY_CLASS of each notification of an operation that begins, oldest first. */
  List<Integer> seen();

  /** Unregisters it. */
  void remove();
}
