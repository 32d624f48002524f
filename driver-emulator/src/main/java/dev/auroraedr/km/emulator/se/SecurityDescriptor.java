package dev.auroraedr.km.emulator.se;

import java.util.List;

/** A security descriptor as far as device objects use one: its DACL. Immutable. */
public final class SecurityDescriptor {
  private final String sddl;
  private final List<Ace> dacl;

  SecurityDescriptor(String sddl, List<Ace> dacl) {
    this.sddl = sddl;
    this.dacl = List.copyOf(dacl);
  }

  /**
   * Reads the SDDL form, such as {@code D:P(A;;GA;;;SY)(A;;GA;;;BA)}.
   *
   * @throws IllegalArgumentException if it is malformed; the message tells where
   */
  public static SecurityDescriptor parse(String sddl) {
    return SddlParser.parse(sddl);
  }

  /** What a device gets from IoCreateDevice: everything for administrators, a lot for everyone. */
  public static SecurityDescriptor deviceDefault() {
    return parse("D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGWGX;;;WD)");
  }

  /** The text it was parsed from. */
  public String sddl() {
    return sddl;
  }

  /**
   * SeAccessCheck.
   *
   * @param desired specific rights, MAXIMUM_ALLOWED too
   * @return the rights granted; 0 if access is denied
   */
  public int accessCheck(Token token, int desired) {
    boolean maximum = (desired & AccessMask.MAXIMUM_ALLOWED) != 0;
    int wanted = desired & ~AccessMask.MAXIMUM_ALLOWED;
    int allowed = 0;
    int denied = 0;
    for (Ace ace : dacl) {
      if (token.matches(ace)) {
        allowed |= ace.allow() ? ace.mask() & ~denied : 0;
        denied |= ace.allow() ? 0 : ace.mask() & ~allowed;
      }
    }
    if ((allowed & wanted) != wanted) {
      return 0;
    }
    return maximum ? allowed : wanted;
  }
}
