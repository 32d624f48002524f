/** Both codecs and all readers over the golden vectors. */
package dev.auroraedr.km.conformance.vectors;
