package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.cases.PolicyCase;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Sets values of the driver's Parameters key, before it loads. */
public final class PolicySetup {
  /** REG_MULTI_SZ. */
  public static final int REG_MULTI_SZ = 7;

  private static final String PARAMETERS = PolicyDefaults.load().serviceKey() + "\\Parameters";

  private PolicySetup() {}

  /** Sets a list, with all its terminators. */
  public static void setList(TestBed bed, String value, List<String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    entries.forEach(entry -> putUnits(bytes, entry + '\0'));
    putUnits(bytes, "\0");
    set(bed, value, REG_MULTI_SZ, bytes.toByteArray());
  }

  /** Unit by unit, as entries need not be valid UTF-16. */
  private static void putUnits(ByteArrayOutputStream bytes, String text) {
    text.chars()
        .forEach(
            unit -> {
              bytes.write(unit);
              bytes.write(unit >> 8);
            });
  }

  /** Sets the value of a case. */
  public static void set(TestBed bed, PolicyCase each) {
    set(bed, each.value(), each.type(), each.data());
  }

  /** Sets any value. */
  public static void set(TestBed bed, String value, int type, byte[] data) {
    bed.machine().stimulate(new RegistryStimulus.SetData(PARAMETERS, value, type, data));
  }
}
