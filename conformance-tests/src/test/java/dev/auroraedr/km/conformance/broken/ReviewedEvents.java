package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventEncoder;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.ImageMatch;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyValue;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.driver.SystemVolume;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Drivers that err with events and policy in ways that a review thought up. */
final class ReviewedEvents {
  private ReviewedEvents() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "type-and-size-swapped",
                "Type and DataSize of a value stand in each other's place.",
                RegistryParts.callback(TypeAndSize::new))
            .fails(Clauses.EVT_3, "details of an event of type 6"),
        driver(
                "one-cut-flag",
                "Where both names are cut the first alone is flagged.",
                Parts.encoder(OneCutFlag::new))
            .fails(Clauses.EVT_1, "flags where both names are cut"),
        driver(
                "cut-unblocks",
                "The flag of a cut name takes the place of the other flags.",
                Parts.encoder(CutUnblocks::new))
            .fails(Clauses.EVT_1, "flags of a blocked process"),
        driver(
                "images-fold-in-ascii",
                "Images are compared case apart in ASCII alone.",
                new DriverParts() {
                  @Override
                  public ImageMatch imageMatch(SystemVolume volume, List<String> entries) {
                    return new AsciiImages(volume, entries);
                  }
                })
            .fails(Clauses.FIL_2, "a blocked image with units outside ASCII"),
        driver(
                "no-trust-is-the-default",
                "An empty list of trusted images counts as missing.",
                new DriverParts() {
                  @Override
                  public PolicyParser policyParser() {
                    return new NoTrustIsDefault();
                  }
                })
            .fails(Clauses.POL_2, "lsass.exe to a blocked key"),
        driver(
                "numbers-of-any-type",
                "A REG_DWORD_BIG_ENDIAN is a number.",
                new DriverParts() {
                  @Override
                  public PolicyParser policyParser() {
                    return new BigEndianToo();
                  }
                })
            .fails(Clauses.POL_2, "a REG_DWORD_BIG_ENDIAN is the default"));
  }

  private static final class TypeAndSize extends RegistryCallback {
    TypeAndSize(RegistryParts.Judged from) {
      super(from.kernel(), from.publisher(), from.policy());
    }

    @Override
    protected EventFields event(
        int type, UnicodeString key, KeyInformation information, KThread caller) {
      return super.event(type, key, information, caller)
          .details(information.dataSize(), information.type(), 0);
    }
  }

  private static final class OneCutFlag extends EventEncoder {
    @Override
    protected int cutFlags(EventFields event) {
      int flags = super.cutFlags(event);
      return (flags & EventFlag.NAME_TRUNCATED) == 0 ? flags : EventFlag.NAME_TRUNCATED;
    }
  }

  private static final class CutUnblocks extends EventEncoder {
    @Override
    public int encode(EventFields event, long timestamp, byte[] out) {
      int size = super.encode(event, timestamp, out);
      int cut = cutFlags(event);
      if (cut != 0) {
        ByteBuffer.wrap(out)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort(EventLayout.FLAGS_OFFSET, (short) cut);
      }
      return size;
    }
  }

  private static final class AsciiImages extends ImageMatch {
    private final List<String> entries;

    AsciiImages(SystemVolume volume, List<String> entries) {
      super(volume, entries);
      this.entries = entries.stream().map(AsciiImages::folded).toList();
    }

    private static String folded(String text) {
      StringBuilder folded = new StringBuilder();
      for (char unit : text.toCharArray()) {
        folded.append(unit < 0x80 ? Character.toUpperCase(unit) : unit);
      }
      return folded.toString();
    }

    @Override
    protected boolean isEntry(CharSequence imagePath, int from) {
      return entries.contains(folded(imagePath.toString().substring(from)));
    }
  }

  private static final class NoTrustIsDefault extends PolicyParser {
    @Override
    public List<String> images(PolicyValue valueOrNull, List<String> defaults) {
      List<String> images = super.images(valueOrNull, defaults);
      boolean trusted = defaults.equals(PolicyDefaults.load().trustedImages());
      return trusted && images.isEmpty() ? defaults : images;
    }
  }

  private static final class BigEndianToo extends PolicyParser {
    private static final int REG_DWORD_BIG_ENDIAN = 5;

    @Override
    public int number(PolicyValue valueOrNull, int defaultNumber) {
      boolean other = valueOrNull != null && valueOrNull.type() == REG_DWORD_BIG_ENDIAN;
      return super.number(
          other ? new PolicyValue(PolicyValue.REG_DWORD, valueOrNull.data()) : valueOrNull,
          defaultNumber);
    }
  }
}
