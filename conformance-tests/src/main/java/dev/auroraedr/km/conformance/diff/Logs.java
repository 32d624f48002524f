package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.conformance.target.PeerObjects.Seen;
import dev.auroraedr.km.conformance.target.PeerProcesses.Told;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;

/** What the second driver has noted, as lines. */
final class Logs {
  private Logs() {}

  static List<String> filter(List<LoggedOperation> operations, Normaliser normaliser) {
    return operations.stream()
        .map(
            each ->
                String.join(
                    " ",
                    "major " + each.majorFunction(),
                    each.up() ? "up " + StatusTable.describeStatus(each.status()) : "down",
                    each.fastIo() ? "fast" : "irp",
                    normaliser.text(each.name()),
                    each.parameters().toString()))
        .toList();
  }

  static List<String> processes(List<Told> told, Normaliser normaliser) {
    return List.copyOf(told).stream()
        .map(
            each ->
                "process "
                    + normaliser.id(each.processId())
                    + (each.exit()
                        ? " exits"
                        : " created " + StatusTable.describeStatus(each.creationStatus())))
        .toList();
  }

  static List<String> objects(List<Seen> seen, Normaliser normaliser) {
    return List.copyOf(seen).stream()
        .map(
            each ->
                String.format(
                    "%s%s to %d asks 0x%X, now 0x%X",
                    each.kernelHandle() ? "kernel " : "",
                    each.duplicate() ? "duplicate" : "open",
                    normaliser.id(each.processId()),
                    each.originalAccess(),
                    each.desiredAccess()))
        .toList();
  }
}
