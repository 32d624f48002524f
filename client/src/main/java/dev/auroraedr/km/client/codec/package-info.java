/**
 * The protocol's bytes: requests are encoded, answers are decoded and refused when malformed.
 *
 * <p>Strict by intent. An answer that breaks what the protocol fixes (sizes, zero fields, known
 * values, sequence order; IOC-6, STR-4, STR-8, EVT-1) is refused as a whole with a {@link
 * dev.auroraedr.km.client.codec.ProtocolException} that names struct, offset, reason and bytes. Not
 * judged here is what a well-formed event means, such as which fields its type leaves zero (EVT-3):
 * the conformance suite does that.
 *
 * <p>Event batches have two views of the same bytes: {@link
 * dev.auroraedr.km.client.codec.EventCursor} moves over the received buffer and allocates nothing,
 * {@link dev.auroraedr.km.client.codec.Event} is an immutable copy for those who keep events.
 */
package dev.auroraedr.km.client.codec;
