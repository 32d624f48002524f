/** Se: tokens, security descriptors from SDDL, the access check. Immutable values, no locks. */
package dev.auroraedr.km.emulator.se;
