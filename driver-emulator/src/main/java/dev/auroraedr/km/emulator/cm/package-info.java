/**
 * The configuration manager: the tree of keys and values below {@code \REGISTRY} with symbolic
 * links and the two views of WOW64, system services, the calls of drivers, and registry callbacks
 * by altitude with pre-operation notifications. Not modelled: post-operation notifications (none is
 * sent), transactions, access rights, volatile keys, enumeration through handles.
 *
 * <p>Lock order: the tree's lock is the last one; nobody is called under it.
 */
package dev.auroraedr.km.emulator.cm;
