package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.VolumeStimulus.Kind;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import org.junit.jupiter.api.Test;

/** ALT-2: a volume that mounts later, where another filter has the altitude. */
@Requires({Capability.PEER, Capability.VARIATIONS, Capability.STIMULI})
class LateVolumeClausesTest extends HealthTest {
  @Test
  @Clause({Clauses.ALT_2, Clauses.FST_1, Clauses.HLT_5})
  void alt2_laterVolumeCollides_staysWithoutAnInstanceAndTheFilterStays() {
    TestBed bed = bareBed(Variations.collision(AltitudeCollision.ATTACH));
    judge()
        .status(
            NtStatus.SUCCESS,
            bed.machine().peer().filters().occupyLater("385000"),
            "a filter at 385000 that takes later volumes only");
    bed.load();
    Session asking = bed.session();
    Stream events = tamperStream(bed);
    stays(asking, "before a volume mounts");
    bed.machine().stimulate(new MountVolume("\\Device\\HarddiskVolume78", Kind.FIXED, false));
    stays(asking, "a later volume collides");
    told(asking, "a later volume collides");
    stays(asking, "after a query");
    told(asking, "a later volume collides, second query");
    noEvent(events, "a later volume collides");
  }

  private void stays(Session asking, String what) {
    var status = asking.status();
    judge().equal((long) volumes().size(), status.get("instance_count"), "instance_count, " + what);
    judge().equal(385000L, status.get("altitude"), "altitude, " + what);
  }
}
