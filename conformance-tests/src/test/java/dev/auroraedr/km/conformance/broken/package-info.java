/**
 * The suite on trial: targets that are broken, each of which its clauses must fail for the reason
 * that was broken, and targets that are correct in another way, which must pass.
 */
package dev.auroraedr.km.conformance.broken;
