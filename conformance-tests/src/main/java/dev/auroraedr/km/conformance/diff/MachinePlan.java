package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.MachineProfile.CodeIntegrity;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.OsVersion;
import dev.auroraedr.km.fixtures.MachineProfile.ProcessNotify;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import dev.auroraedr.km.fixtures.MachineProfile.Volume;
import dev.auroraedr.km.fixtures.MachineProfile.VolumeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine as plain data: a profile, and in what it differs. What is null is as the profile says.
 *
 * @param profile such as {@code win11-24h2}
 * @param seed of everything random in the machine
 * @param secureBoot whether Secure Boot is on
 * @param model what a missing signature leads to
 * @param signature who signed the driver; null: Microsoft, as it ships
 * @param forceIntegrity whether the image has that flag; null: it has
 * @param build of Windows
 * @param withoutExport an export that this system lacks
 * @param collision where a taken altitude shows first
 * @param duplicate rule of a second process-notify registration
 * @param slots for process-notify routines
 * @param refusedExit whether a refused process's exit is told
 * @param instancesKey where the instances are
 * @param volumes how many more volumes are there from the start: HarddiskVolume5 and on
 */
@JsonInclude(Include.NON_NULL)
public record MachinePlan(
    String profile,
    long seed,
    Boolean secureBoot,
    IntegrityModel model,
    Signature signature,
    Boolean forceIntegrity,
    Integer build,
    String withoutExport,
    AltitudeCollision collision,
    Duplicate duplicate,
    Integer slots,
    Boolean refusedExit,
    String instancesKey,
    Integer volumes) {
  private static final int FIRST_VOLUME = 5;

  /** A machine as its profile describes it. */
  public static MachinePlan of(String profile, long seed) {
    return new MachinePlan(
        profile, seed, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** How to boot it: one thread, virtual time. */
  BootOptions options() {
    return new BootOptions(profile, seed, true, this::vary);
  }

  /** The profile as this machine has it. */
  MachineProfile vary(MachineProfile as) {
    MachineProfile made =
        as.withSecureBoot(or(secureBoot, as.secureBoot()))
            .withCodeIntegrity(
                new CodeIntegrity(
                    or(model, as.codeIntegrity().model()),
                    or(signature, Signature.MICROSOFT),
                    or(forceIntegrity, true)))
            .withAltitudeCollision(or(collision, as.altitudeCollision()))
            .withInstancesKey(or(instancesKey, as.instancesKey()))
            .withProcessNotify(
                new ProcessNotify(
                    or(duplicate, as.processNotify().duplicate()),
                    or(slots, as.processNotify().slots()),
                    or(refusedExit, as.processNotify().refusedExit())));
    if (build != null) {
      made = made.withVersion(new OsVersion(10, 0, build));
    }
    if (withoutExport != null) {
      made = made.withExports(as.exports().stream().filter(e -> !e.equals(withoutExport)).toList());
    }
    return volumes == null ? made : made.withVolumes(more(as.volumes()));
  }

  private List<Volume> more(List<Volume> as) {
    List<Volume> all = new ArrayList<>(as);
    for (int i = 0; i < volumes; i++) {
      String device = "\\Device\\HarddiskVolume" + (FIRST_VOLUME + i);
      String letter = String.valueOf((char) ('E' + i));
      all.add(new Volume(device, letter, "NTFS", VolumeKind.FIXED, false));
    }
    return all;
  }

  private static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
