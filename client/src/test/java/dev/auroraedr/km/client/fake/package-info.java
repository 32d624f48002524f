/** A driver in memory that keeps the rules of the device port, for tests of the client. */
package dev.auroraedr.km.client.fake;
