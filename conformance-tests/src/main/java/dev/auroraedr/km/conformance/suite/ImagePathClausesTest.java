package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ProcessClauses;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.ImageName;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PRC-3: which path is a process's, and what it is taken for. */
@Requires({Capability.STIMULI, Capability.PROCESSES})
class ImagePathClausesTest extends ProcessClauses {
  private static final String LOCATE = "SeLocateProcessImageName";
  private static final String BAD = "\\Users\\demo\\bad.exe";

  @Test
  @Clause(Clauses.PRC_3)
  void prc3_whateverTheCreatorSays_theSystemsPathCounts() {
    bedWith("BlockedImages", List.of(BAD));
    Stream stream = processStream();
    for (ImageName form : ImageName.values()) {
      start(TOOL, Start.ORDINARY.named(form));
      judge().equal(path(TOOL), only(stream, "a start").name(), "name with ImageFileName " + form);
      StimulusResult refused = started(BAD, Start.ORDINARY.named(form));
      judge().status(NtStatus.ACCESS_DENIED, refused.status(), "a blocked image as " + form);
      judge().equal(path(BAD), events(stream).get(0).name(), "name of a refused one");
    }
  }

  @Test
  @Clause(Clauses.PRC_3)
  @Requires(Capability.FAULTS)
  void prc3_pathThatCannotBeHad_givesTheNameAsItStands() {
    Stream stream = processStream();
    judge().equal(path(TOOL), nameWithoutPath(stream, ImageName.DEVICE), "ImageFileName, device");
    judge().equal("tool.exe", nameWithoutPath(stream, ImageName.PARTIAL), "ImageFileName, a part,");
    judge().equal("", nameWithoutPath(stream, ImageName.NONE), "a name where there is none");
    String byLetter = nameWithoutPath(stream, ImageName.DRIVE_LETTER);
    judge()
        .that(
            byLetter.startsWith("\\??\\") && byLetter.endsWith(TOOL),
            "ImageFileName must be reported as it stands, \\??\\C:" + TOOL,
            byLetter);
  }

  private String nameWithoutPath(Stream stream, ImageName form) {
    bed().machine().kernelControl().failAll(LOCATE);
    start(TOOL, Start.ORDINARY.named(form));
    bed().machine().kernelControl().clear();
    return only(stream, "a start whose path can't be had").name();
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.PRC_2})
  @Requires(Capability.FAULTS)
  void prc3_nameAsItStands_matchesNoEntry() {
    bedWith("BlockedImages", List.of(BAD));
    Stream stream = processStream();
    bed().machine().kernelControl().failAll(LOCATE);
    StimulusResult result = started(BAD, Start.ORDINARY.named(ImageName.DEVICE));
    bed().machine().kernelControl().clear();
    judge().status(NtStatus.SUCCESS, result.status(), "a name that is no path of the system");
    RawEvent event = only(stream, "a start whose path can't be had");
    judge().equal(0, event.flags() & EventFlag.BLOCKED, "BLOCKED of a name that matches nothing");
    judge().equal(path(BAD), event.name(), "name");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.PRC_2})
  void prc3_sameNameOnAnotherVolume_isAnotherImage() {
    bedWith("BlockedImages", List.of(BAD));
    for (String volume : List.of("\\Device\\HarddiskVolume4", path("4"), "", "\\Device\\Mup")) {
      judge()
          .status(
              NtStatus.SUCCESS,
              startedAt(volume + BAD, Start.ORDINARY).status(),
              "an image of the same name on " + volume);
    }
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.OBJ_1})
  void prc3_idOfAProtectedProcess_protectsNobodyElse() {
    Stream stream = handleStream();
    long sensor = startSensor();
    long actor = start(TOOL);
    mustGrant(0, open(actor, sensor, STRIPPED), "an open of the sensor");
    exit(sensor);
    start(TOOL, Start.ORDINARY.withEndedId(sensor));
    events(stream);
    mustGrant(STRIPPED, open(actor, sensor, STRIPPED), "an open of who has the sensor's id now");
    silent(stream, "an open of who has the sensor's id now");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.OBJ_1})
  void prc3_idOfAnother_doesNotUnprotectTheSensor() {
    long actor = start(TOOL);
    long other = start(TOOL);
    mustGrant(STRIPPED, open(actor, other, STRIPPED), "an open of an ordinary process");
    exit(other);
    start(SENSOR, Start.by(start(SERVICES)).withEndedId(other));
    mustGrant(0, open(actor, other, STRIPPED), "an open of the sensor under a used id");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.OBJ_1})
  void prc3_idOfATrustedProcess_makesNobodyTrusted() {
    long sensor = startSensor();
    long trusted = start(SERVICES);
    mustGrant(STRIPPED, open(trusted, sensor, STRIPPED), "an open by services.exe");
    exit(trusted);
    start(TOOL, Start.ORDINARY.withEndedId(trusted));
    mustGrant(0, open(trusted, sensor, STRIPPED), "an open under the id of services.exe");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.OBJ_1})
  void prc3_renamedImage_staysWhatItWasAtCreation() {
    long file = keep(SENSOR);
    long sensor = startSensor();
    long actor = start(TOOL);
    String elsewhere = path("\\Program Files\\Aurora\\EDR\\renamed.exe");
    rename(file, elsewhere);
    mustGrant(0, open(actor, sensor, STRIPPED), "an open of a sensor whose image was renamed");
    long renamed = startedAt(elsewhere, Start.ORDINARY).id();
    mustGrant(STRIPPED, open(actor, renamed, STRIPPED), "an open of what runs the renamed image");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.OBJ_1})
  void prc3_imageRenamedToATrustedName_isNotTrusted() {
    long sensor = startSensor();
    long file = keep(TOOL);
    long actor = start(TOOL);
    Stream stream = handleStream();
    rename(file, path("\\Users\\demo\\Downloads\\lsass.exe"));
    mustGrant(0, open(actor, sensor, STRIPPED), "an open by a renamed image");
    judge().equal(path(TOOL), only(stream, "an open by a renamed image").name(), "name");
  }

  /** Opens an image so that it can be renamed. */
  private long keep(String image) {
    String directory = path(image.substring(0, image.lastIndexOf('\\')));
    bed().machine().stimulate(new FileStimulus.MakeDirectory(directory));
    FileStimulus open = new FileStimulus.CreateFile(path(image), 0x0013019F, 0x03000060, true);
    return bed().machine().stimulate(open).id();
  }

  private void rename(long file, String target) {
    int status = bed().machine().stimulate(new FileChange.Rename(file, target)).status();
    judge().status(NtStatus.SUCCESS, status, "renaming an image to " + target);
    bed().machine().stimulate(new FileStimulus.CloseFile(file));
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.EVT_1})
  void prc3_pathLongerThanAnEventsName_isMatchedWhole() {
    String fits = "\\" + "y".repeat(1023 - bed().machine().systemVolume().length());
    bedWith("BlockedImages", List.of(fits));
    judge().status(NtStatus.ACCESS_DENIED, started(fits, Start.ORDINARY).status(), "the image");
    Stream stream = processStream();
    StimulusResult longer = started(fits + "x.exe", Start.ORDINARY);
    judge().status(NtStatus.SUCCESS, longer.status(), "starting what only begins like the image");
    RawEvent event = only(stream, "a start of what only begins like a blocked image");
    judge().equal(EventFlag.NAME_TRUNCATED, event.flags(), "flags");
    judge().equal(path(fits), event.name(), "name, cut,");
  }

  @Test
  @Clause({Clauses.PRC_3, Clauses.PRC_2})
  void prc3_linkToAnImage_isNotTheImage() {
    bedWith("BlockedImages", List.of("\\link.exe"));
    Stream stream = processStream();
    StimulusResult result = started(TOOL, Start.ORDINARY.named(ImageName.LINK));
    judge().status(NtStatus.SUCCESS, result.status(), "an image opened by a blocked link");
    RawEvent event = only(stream, "a start through a link");
    judge().equal(0, event.flags(), "flags of a start through a link");
    judge().equal(path(TOOL), event.name(), "name of a start through a link");
  }
}
