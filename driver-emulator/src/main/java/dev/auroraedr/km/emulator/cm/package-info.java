/**
 * The configuration manager as a registry filter sees it: callbacks by altitude and pre-operation
 * notifications. Keys are names without values; hives, security and transactions are not modelled.
 */
package dev.auroraedr.km.emulator.cm;
