package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.ProtectionMode;
import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.MachineVariation;
import dev.auroraedr.km.conformance.target.VolumeStimulus.DismountVolume;
import dev.auroraedr.km.conformance.target.VolumeStimulus.Kind;
import dev.auroraedr.km.conformance.target.VolumeStimulus.MountVolume;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.MachineProfile.OsVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FST-1 to FST-5: what QUERY_MINIFILTER_STATUS tells. */
class MinifilterStatusClausesTest extends HealthTest {
  private static final int BUILD_24H2 = 26100;

  @Test
  @Clause({Clauses.FST_1, Clauses.FST_2, Clauses.FST_3, Clauses.FST_4})
  void fst1_freshDriver_tellsInstancesAltitudeModeAndStreams() {
    var status = session().status();
    judge().equal((long) volumes().size(), status.get("instance_count"), "instance_count");
    judge().equal(385000L, status.get("altitude"), "altitude");
    judge().equal(2L, status.get("filter_status"), "filter_status");
    judge().equal((long) ProtectionMode.FULL, status.get("protection_mode"), "protection_mode");
    judge().equal(0L, status.get("active_streams"), "active_streams");
  }

  @Test
  @Clause(Clauses.FST_1)
  @Requires(Capability.TAMPER)
  void fst1_instancesThatGo_areCountedAtTheQuery() {
    Session asking = session();
    long left = asking.status().get("instance_count");
    for (String volume : volumes()) {
      bed().machine().tamper().removeInstance(volume);
      judge().equal(--left, asking.status().get("instance_count"), "instance_count");
      judge().equal(left, session().status().get("instance_count"), "for another handle");
    }
  }

  @Test
  @Clause(Clauses.FST_1)
  @Requires(Capability.PEER)
  void fst1_othersInstances_areNotCounted() {
    TestBed bed = bareBed();
    bed.machine().peer().filters().occupy("370000");
    bed.load();
    bed.machine().peer().filters().occupy("390000");
    judge()
        .equal(
            (long) volumes().size(),
            bed.session().status().get("instance_count"),
            "instance_count beside two other filters");
  }

  @Test
  @Clause(Clauses.FST_2)
  @Requires(Capability.PEER)
  void fst2_altitudeAfterFallback_isTheEffectiveOne() {
    TestBed bed = bareBed();
    bed.machine().peer().filters().occupy("385000");
    bed.machine().peer().filters().occupy("385001");
    bed.load();
    judge().equal(385002L, bed.session().status().get("altitude"), "altitude after two collisions");
  }

  @Test
  @Clause(Clauses.FST_3)
  @Requires(Capability.FAULTS)
  void fst3_eachRegistrationThatFails_isPartialProtectionFromThenOn() {
    for (Watched failed : List.of(Watched.PROCESS, Watched.REGISTRY, Watched.OBJECT)) {
      TestBed bed = bareBed();
      failed.preventRepair(bed.machine());
      bed.load();
      bed.machine().kernelControl().clear();
      Session asking = bed.session();
      asking.health();
      judge()
          .equal(
              (long) ProtectionMode.PARTIAL_PROTECTION,
              asking.status().get("protection_mode"),
              "protection_mode, " + failed + " failed at load");
    }
  }

  @Test
  @Clause(Clauses.FST_3)
  @Requires({Capability.FAULTS, Capability.TAMPER})
  void fst3_lossAfterTheLoad_changesNeitherModeNorApi() {
    for (Watched lost : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      long api = asking.status().get("registry_api");
      lost.preventRepair(bed.machine());
      lost.lose(bed.machine());
      told(asking, lost + " lost", lost);
      var status = asking.status();
      judge()
          .equal(
              (long) ProtectionMode.FULL,
              status.get("protection_mode"),
              "protection_mode, " + lost + " lost after the load");
      judge().equal(api, status.get("registry_api"), "registry_api, " + lost + " lost");
      judge().equal(2L, status.get("filter_status"), "filter_status, " + lost + " lost");
    }
  }

  @Test
  @Clause(Clauses.FST_3)
  @Requires(Capability.VARIATIONS)
  void fst3_registryApi_isTheOneThatLoadChoseForTheBuild() {
    apiOf(BUILD_24H2 - 1, RegistryApi.CM_REGISTER_CALLBACK);
    apiOf(BUILD_24H2, RegistryApi.CM_REGISTER_CALLBACK_EX);
    apiOf(BUILD_24H2 + 100, RegistryApi.CM_REGISTER_CALLBACK_EX);
  }

  private void apiOf(int build, int api) {
    MachineVariation variation = profile -> profile.withVersion(new OsVersion(10, 0, build));
    Session asking = bareBed(variation).load().session();
    judge().equal((long) api, asking.status().get("registry_api"), "registry_api, build " + build);
  }

  @Test
  @Clause(Clauses.FST_3)
  @Requires({Capability.VARIATIONS, Capability.FAULTS})
  void fst3_chosenCallFails_registryApiTellsItAllTheSame() {
    for (int build : new int[] {BUILD_24H2 - 1, BUILD_24H2}) {
      TestBed bed = bareBed(Variations.build(build, true));
      Watched.REGISTRY.preventRepair(bed.machine());
      bed.load();
      bed.machine().kernelControl().clear();
      int api =
          build < BUILD_24H2
              ? RegistryApi.CM_REGISTER_CALLBACK
              : RegistryApi.CM_REGISTER_CALLBACK_EX;
      judge()
          .equal(
              (long) api,
              bed.session().status().get("registry_api"),
              "registry_api of a call that failed, build " + build);
    }
  }

  @Test
  @Clause(Clauses.FST_4)
  void fst4_streams_ofAllHandlesAreCounted() {
    Session one = session();
    Session other = session();
    Stream first = one.openStream();
    Stream second = one.openStream();
    Stream third = other.openStream();
    judge().equal(3L, one.status().get("active_streams"), "active_streams, three open");
    judge().equal(3L, session().status().get("active_streams"), "for a handle without any");
    second.stop();
    judge().equal(2L, other.status().get("active_streams"), "active_streams, one stopped");
    third.stop();
    first.stop();
    judge().equal(0L, other.status().get("active_streams"), "active_streams, all stopped");
  }

  @Test
  @Clause(Clauses.FST_4)
  @Requires({Capability.CLEANUP, Capability.PROCESSES})
  void fst4_streamsOfAClosedHandle_areCountedNoMore() {
    Session watching = session();
    Session closing = session();
    closing.openStream();
    closing.openStream();
    Session dying = session();
    dying.openStream();
    closing.close();
    judge().equal(1L, watching.status().get("active_streams"), "active_streams after a close");
    dying.process().kill();
    judge().equal(0L, watching.status().get("active_streams"), "active_streams after a death");
  }

  @Test
  @Clause({Clauses.FST_1, Clauses.FST_5})
  void fst5_volumesOfEachKind_areAttachedAndCounted() {
    Session asking = session();
    long count = asking.status().get("instance_count");
    for (Kind kind : Kind.values()) {
      for (boolean dax : new boolean[] {false, true}) {
        String device = "\\Device\\Volume" + kind + dax;
        bed().machine().stimulate(new MountVolume(device, kind, dax));
        judge()
            .equal(
                ++count,
                asking.status().get("instance_count"),
                "instance_count, " + kind + " volume mounted" + (dax ? ", DAX" : ""));
      }
    }
    told(asking, "volumes of each kind are mounted");
  }

  @Test
  @Clause(Clauses.FST_1)
  void fst1_dismount_takesTheInstanceWhenTheVolumeGoes() {
    Session asking = session();
    long count = asking.status().get("instance_count");
    String device = "\\Device\\HarddiskVolume77";
    bed().machine().stimulate(new MountVolume(device, Kind.FIXED, false));
    judge().equal(count + 1, asking.status().get("instance_count"), "instance_count, mounted");
    long file = bed().machine().stimulate(FileStimulus.CreateFile.keep(device + "\\held.txt")).id();
    bed().machine().stimulate(new DismountVolume(device));
    judge()
        .equal(
            count + 1,
            asking.status().get("instance_count"),
            "instance_count, dismount asked for while a file is open");
    bed().machine().stimulate(new FileStimulus.CloseFile(file));
    judge().equal(count, asking.status().get("instance_count"), "instance_count, dismounted");
  }

  @Test
  @Clause(Clauses.FST_5)
  @Requires(Capability.PEER)
  void fst5_manualDetach_isRefused() {
    Session asking = session();
    long count = asking.status().get("instance_count");
    for (String volume : volumes()) {
      judge()
          .status(
              NtStatus.FLT_DO_NOT_DETACH,
              bed().machine().peer().filters().detachDriver(volume),
              "a manual detach from " + volume);
    }
    judge().equal(count, asking.status().get("instance_count"), "instance_count after detaches");
    told(asking, "after detaches that were refused");
  }

  @Test
  @Clause(Clauses.FST_5)
  void fst5_namedPipesAndMailslots_haveNoInstance() {
    Session asking = session();
    judge()
        .equal(
            (long) volumes().size(),
            asking.status().get("instance_count"),
            "instance_count beside the volumes of named pipes and mailslots");
  }
}
