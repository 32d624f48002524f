package dev.auroraedr.km.conformance.broken;

import java.util.List;
import java.util.stream.Stream;

/** All broken targets. */
final class BrokenTargets {
  private BrokenTargets() {}

  static List<BrokenTarget> all() {
    return Stream.of(
            BrokenDevice.all(),
            BrokenMachine.all(),
            BrokenChecks.all(),
            BrokenOrder.all(),
            BrokenProcesses.all(),
            BrokenHandles.all(),
            BrokenTrust.all(),
            BrokenRequests.all(),
            BrokenBytes.all(),
            BrokenTokens.all(),
            BrokenStreams.all(),
            BrokenReceives.all(),
            BrokenDelivery.all(),
            BrokenCounts.all(),
            BrokenEnds.all(),
            BrokenAltitudes.all(),
            BrokenLoads.all(),
            BrokenToggle.all(),
            BrokenDiscovery.all(),
            BrokenRepair.all(),
            BrokenCanaries.all(),
            BrokenFiles.all(),
            BrokenFileNames.all(),
            BrokenFileOrder.all(),
            BrokenEvents.all(),
            BrokenPaths.all(),
            BrokenKeyLists.all(),
            BrokenPolicies.all(),
            ReviewTargets.all(),
            ReviewedFiles.all(),
            ReviewedEvents.all(),
            ReviewedProcesses.all(),
            ReviewedKeys.all(),
            ReviewedLoads.all(),
            ReviewedHealth.all(),
            ReviewedPolicies.all(),
            ReviewedRegistrations.all(),
            ReviewedDecisions.all(),
            BrokenRegistry.all(),
            BrokenKeyPolicies.all(),
            BrokenClients.all())
        .flatMap(List::stream)
        .toList();
  }
}
