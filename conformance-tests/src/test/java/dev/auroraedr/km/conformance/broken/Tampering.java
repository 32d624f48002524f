package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.TargetHandle.MajorFunction;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import java.time.Duration;
import java.util.List;

/** What a broken driver does differently, seen from outside; by default nothing. */
interface Tampering {
  /** Changes nothing. */
  Tampering NONE = new Tampering() {};

  /** The status of an open that the real driver answered with {@code status}. */
  default int opened(CallerSpec caller, OpenRequest request, int status) {
    return status;
  }

  /** IoStatus.Information of a successful open. */
  default long openInformation(long information) {
    return information;
  }

  /** The end of a control request. */
  default Completion completed(Asked asked, Completion completion) {
    return completion;
  }

  /** The status that a control call returned at once. */
  default int returned(Asked asked, int status) {
    return status;
  }

  /** The end of another major function. */
  default Completion called(MajorFunction function, Completion completion) {
    return completion;
  }

  /** The packets that a dequeue gives. */
  default List<Packet> dequeued(List<Packet> packets) {
    return packets;
  }

  /** The device object's fields. */
  default DeviceObjectFacts device(DeviceObjectFacts facts) {
    return facts;
  }

  /** How long a request that must end may take at most; a lost request would take long to tell. */
  default Duration patience() {
    return Duration.ofMillis(700);
  }

  /** The limit of a wait, or this target's patience where that is shorter. */
  default Duration shorter(Duration limit) {
    return limit.compareTo(patience()) < 0 ? limit : patience();
  }

  /** The device name by which a client reaches the machine. */
  default String clientDevice(String device) {
    return device;
  }

  /** What the driver used. */
  default KernelCosts costs(KernelCosts costs) {
    return costs;
  }
}
