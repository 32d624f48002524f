package dev.auroraedr.km.emulator.fs;

/**
 * Where a path leads.
 *
 * @param status STATUS_SUCCESS; STATUS_REPARSE; or why there is nothing
 * @param parent directory of the file; null for the root
 * @param link the file's name there; null if the file does not exist or is the root
 * @param node the file; null if it does not exist
 * @param reparsed for STATUS_REPARSE: the path to open instead, with the device's name
 */
record Found(int status, Node parent, Link link, Node node, String reparsed) {
  static Found failed(int status) {
    return new Found(status, null, null, null, null);
  }
}
