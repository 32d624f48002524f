package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.conformance.broken.Parts.Trusted;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Drivers that trust or protect the wrong processes. */
final class BrokenTrust {
  private BrokenTrust() {}

  static List<BrokenTarget> all() {
    return List.of(
        trusting("trusts-last-names", "The last name makes trusted.", LastName::new)
            .fails(Clauses.OBJ_5, "must be granted what is left"),
        trusting("trusts-deeper-directories", "Any directory before the path counts.", Deeper::new)
            .fails(Clauses.OBJ_5, "an open by "),
        trusting("trusts-any-volume", "The volume does not count.", AnyVolume::new)
            .fails(Clauses.OBJ_5, "an open by \\Device\\HarddiskVolume4"),
        trusting("trusts-nobody", "No image is trusted.", Nobody::new)
            .fails(Clauses.OBJ_1, "csrss.exe must be granted"),
        trusting("protects-everybody", "Every process is protected.", Everybody::new)
            .fails(Clauses.OBJ_1, "an open of an ordinary process must be granted"),
        trusting("identity-by-id", "Images are remembered by process id.", ById::new)
            .fails(Clauses.PRC_3, "an open of who has the sensor's id now must be granted"));
  }

  private static BrokenTarget trusting(
      String name, String defect, Function<Trusted, ProcessTrust> part) {
    return driver(name, defect, Parts.trust(part));
  }

  private abstract static class Trust extends ProcessTrust {
    Trust(Trusted parts) {
      super(parts.kernel(), parts.protectedImages(), parts.trustedImages());
    }
  }

  private static final class LastName extends Trust {
    LastName(Trusted parts) {
      super(parts);
    }

    @Override
    public boolean isTrusted(Process process) {
      return process.imagePath().endsWith("\\lsass.exe") || super.isTrusted(process);
    }
  }

  private static final class Deeper extends Trust {
    Deeper(Trusted parts) {
      super(parts);
    }

    @Override
    public boolean isTrusted(Process process) {
      String volume = "\\Device\\HarddiskVolume3\\";
      String image = process.imagePath();
      return image.startsWith(volume) && image.endsWith("\\Windows\\System32\\lsass.exe")
          || super.isTrusted(process);
    }
  }

  private static final class AnyVolume extends Trust {
    AnyVolume(Trusted parts) {
      super(parts);
    }

    @Override
    public boolean isTrusted(Process process) {
      return process.imagePath().matches("\\\\Device\\\\HarddiskVolume\\d\\\\Windows.*lsass.exe")
          || super.isTrusted(process);
    }
  }

  private static final class Nobody extends Trust {
    Nobody(Trusted parts) {
      super(parts);
    }

    @Override
    public boolean isTrusted(Process process) {
      return isProtected(process);
    }
  }

  private static final class Everybody extends Trust {
    Everybody(Trusted parts) {
      super(parts);
    }

    @Override
    public boolean isProtected(Process process) {
      return true;
    }
  }

  private static final class ById extends Trust {
    private final Map<Integer, UnicodeString> images = new ConcurrentHashMap<>();

    ById(Trusted parts) {
      super(parts);
    }

    @Override
    public UnicodeString imageOf(Process process) {
      UnicodeString asked = super.imageOf(process);
      super.giveBack(asked);
      return images.computeIfAbsent(process.processId(), id -> asked);
    }

    @Override
    public void giveBack(UnicodeString image) {}
  }
}
