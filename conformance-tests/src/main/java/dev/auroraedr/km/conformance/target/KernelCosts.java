package dev.auroraedr.km.conformance.target;

/**
 * What the driver has used since boot; compare two of them.
 *
 * @param allocations pool allocations
 * @param locksTaken spin locks and other locks taken
 * @param nameQueries file, image and key names asked for
 * @param poolBytes bytes of pool that the driver holds now
 * @param poolBlocks blocks of pool that the driver holds now
 */
public record KernelCosts(
    long allocations, long locksTaken, long nameQueries, long poolBytes, long poolBlocks) {}
