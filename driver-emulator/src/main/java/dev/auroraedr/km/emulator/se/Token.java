package dev.auroraedr.km.emulator.se;

import java.util.Set;

/**
 * An access token.
 *
 * @param user whose it is
 * @param groups enabled groups
 * @param denyOnly groups that only denying entries see (a filtered administrator's)
 */
public record Token(Sid user, Set<Sid> groups, Set<Sid> denyOnly) {
  private static final Set<Sid> ORDINARY = Set.of(Sid.EVERYONE, Sid.AUTHENTICATED_USERS);

  /** LocalSystem's token. */
  public static Token system() {
    return new Token(
        Sid.LOCAL_SYSTEM,
        Set.of(Sid.ADMINISTRATORS, Sid.EVERYONE, Sid.AUTHENTICATED_USERS),
        Set.of());
  }

  /** An elevated administrator's token. */
  public static Token administrator() {
    return new Token(
        account(500), Set.of(Sid.ADMINISTRATORS, Sid.EVERYONE, Sid.AUTHENTICATED_USERS), Set.of());
  }

  /** A token of a member of Administrators that is not elevated. */
  public static Token filteredAdministrator() {
    return new Token(account(1001), ORDINARY, Set.of(Sid.ADMINISTRATORS));
  }

  /** An ordinary user's token. */
  public static Token ordinaryUser() {
    return new Token(account(1002), ORDINARY, Set.of());
  }

  /** LocalService's token. */
  public static Token localService() {
    return new Token(Sid.LOCAL_SERVICE, ORDINARY, Set.of());
  }

  private static Sid account(int id) {
    return new Sid("S-1-5-21-1004336348-1177238915-682003330-" + id);
  }

  boolean matches(Ace ace) {
    Sid sid = ace.sid();
    return sid.equals(user) || groups.contains(sid) || !ace.allow() && denyOnly.contains(sid);
  }
}
