package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.broken.Parts.Guarded;
import dev.auroraedr.km.conformance.broken.Parts.Processed;
import dev.auroraedr.km.conformance.broken.Parts.Trusted;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Parts for processes and handles that are right, though not the product's. */
final class DifferentProcesses {
  private DifferentProcesses() {}

  /** Keeps who was created and who has exited for good instead of each process's last event. */
  static final class RemembersAll extends ProcessCallback {
    private final Map<Process, Boolean> created = new ConcurrentHashMap<>();
    private final Map<Process, Boolean> exited = new ConcurrentHashMap<>();

    RemembersAll(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
    }

    @Override
    protected boolean isFirst(Process process, CreateNotifyInfo info) {
      return (info == null ? exited : created).putIfAbsent(process, true) == null;
    }
  }

  /** Remembers images by process object, as PRC-3 lets it; a path that was lost is asked again. */
  static final class CachedImages extends ProcessTrust {
    private final Map<Process, UnicodeString> images = new ConcurrentHashMap<>();

    CachedImages(Trusted parts) {
      super(parts.kernel(), parts.protectedImages(), parts.trustedImages());
    }

    @Override
    public UnicodeString imageOf(Process process) {
      UnicodeString known = images.get(process);
      if (known != null) {
        return known;
      }
      UnicodeString asked = super.imageOf(process);
      if (asked.units() > 0) {
        images.put(process, asked);
      }
      super.giveBack(asked);
      return asked;
    }

    /** The copies stay. */
    @Override
    public void giveBack(UnicodeString image) {}
  }

  /** Asks for trust before it asks for protection. */
  static final class TrustFirst extends ObjectCallback {
    private final ProcessTrust trust;

    TrustFirst(Guarded parts) {
      super(parts.kernel(), parts.publisher(), parts.trust(), parts.strippedAccess());
      this.trust = parts.trust();
    }

    @Override
    protected boolean mustStrip(Process target, Process opener) {
      return !trust.isTrusted(opener) && trust.isProtected(target) && opener != target;
    }
  }
}
