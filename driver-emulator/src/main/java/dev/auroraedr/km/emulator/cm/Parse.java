package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;

/**
 * Outcome of walking a name through the tree.
 *
 * @param status STATUS_SUCCESS; STATUS_REPARSE if the walk begins anew; or why it failed
 * @param node what was found or made
 * @param created whether it was made
 * @param reparse absolute name to go on with
 */
record Parse(int status, KeyNode node, boolean created, String reparse) {
  static Parse failed(int status) {
    return new Parse(status, null, false, null);
  }

  static Parse found(KeyNode node) {
    return new Parse(NtStatus.SUCCESS, node, false, null);
  }

  static Parse made(KeyNode node) {
    return new Parse(NtStatus.SUCCESS, node, true, null);
  }

  static Parse again(String name) {
    return new Parse(NtStatus.REPARSE, null, false, name);
  }
}
