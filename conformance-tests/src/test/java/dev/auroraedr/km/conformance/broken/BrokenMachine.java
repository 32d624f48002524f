package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.bytes;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Opens, device fields and packets that are changed on their way out. */
final class BrokenMachine {
  private static final String EVERYONE = "D:P(A;;GA;;;WD)";

  private BrokenMachine() {}

  static List<BrokenTarget> all() {
    return List.of(
        device(
                "device-type",
                "The device has type FILE_DEVICE_UNKNOWN.",
                d -> with(d, 0x22, d.characteristics(), d.sddl()))
            .fails(Clauses.DEV_1, "the device type"),
        device(
                "no-secure-open",
                "The device lacks FILE_DEVICE_SECURE_OPEN.",
                d -> with(d, d.deviceType(), 0, d.sddl()))
            .fails(Clauses.DEV_1, "FILE_DEVICE_SECURE_OPEN"),
        device(
                "everyone-in-the-dacl",
                "The DACL lets everyone in.",
                d -> with(d, d.deviceType(), d.characteristics(), EVERYONE))
            .fails(Clauses.DEV_2, "the device's DACL")
            .fails(Clauses.DEV_5, "the DACL"),
        open(
                "users-get-in",
                "An ordinary user may open the device.",
                (caller, request, status) -> isUser(caller) ? NtStatus.SUCCESS : status)
            .fails(Clauses.DEV_2, "as USER must give STATUS_ACCESS_DENIED"),
        open(
                "names-before-access",
                "A user's open below the device is not found rather than denied.",
                (caller, request, status) ->
                    isUser(caller) && request.path().contains("KM\\")
                        ? NtStatus.OBJECT_NAME_NOT_FOUND
                        : status)
            .fails(Clauses.DEV_2, "must give STATUS_ACCESS_DENIED")
            .fails(Clauses.DEV_4, "a user's open of a name below the device"),
        packets(
                "packets-twice",
                "A completion packet comes twice.",
                packets -> {
                  List<Packet> twice = new ArrayList<>(packets);
                  twice.addAll(packets);
                  return twice;
                })
            .fails(Clauses.IOC_10, "packets of one request"),
        packets(
                "cancelled-without-packet",
                "A cancelled receive gives no packet.",
                packets ->
                    packets.stream()
                        .filter(p -> p.completion().status() != NtStatus.CANCELLED)
                        .toList())
            .fails(Clauses.IOC_10, "packets"));
  }

  private static boolean isUser(CallerSpec caller) {
    return caller.account() == Account.USER;
  }

  private static DeviceObjectFacts with(DeviceObjectFacts d, int type, int flags, String sddl) {
    return new DeviceObjectFacts(d.name(), type, flags, d.exclusive(), sddl, d.hasFastIo());
  }

  /** Decides the status of an open. */
  private interface Door {
    int open(CallerSpec caller, OpenRequest request, int status);
  }

  private static BrokenTarget open(String name, String defect, Door door) {
    return bytes(
        name,
        defect,
        () ->
            new Tampering() {
              @Override
              public int opened(CallerSpec caller, OpenRequest request, int status) {
                return door.open(caller, request, status);
              }
            });
  }

  private static BrokenTarget device(
      String name, String defect, UnaryOperator<DeviceObjectFacts> change) {
    return bytes(
        name,
        defect,
        () ->
            new Tampering() {
              @Override
              public DeviceObjectFacts device(DeviceObjectFacts facts) {
                return change.apply(facts);
              }
            });
  }

  private static BrokenTarget packets(
      String name, String defect, UnaryOperator<List<Packet>> change) {
    return bytes(
        name,
        defect,
        () ->
            new Tampering() {
              @Override
              public List<Packet> dequeued(List<Packet> packets) {
                return change.apply(packets);
              }
            });
  }
}
