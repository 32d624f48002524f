/**
 * The clauses of the client (CLI): the kit's own client on the target's machine. The only part of
 * the suite that uses client classes.
 */
package dev.auroraedr.km.conformance.suite.client;
