package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.List;

/** The registry of a machine that has just booted, before any driver of a third party loads. */
public final class BootHives {
  private static final String MACHINE = "\\REGISTRY\\MACHINE";
  private static final String SYSTEM = MACHINE + "\\SYSTEM";
  private static final String CONTROL_SET = SYSTEM + "\\ControlSet001";
  private static final String USER = "\\REGISTRY\\USER";

  private static final List<String> HIVES = List.of("HARDWARE", "SAM", "SECURITY", "SOFTWARE");

  private static final List<String> CONTROL =
      List.of(
          "Services",
          "Enum",
          "Control\\Session Manager",
          "Control\\Lsa",
          "Control\\SecurityProviders",
          "Control\\Print\\Monitors",
          "Control\\Print\\Providers");

  /** Below SOFTWARE, in both views and per user. */
  private static final List<String> PROGRAMS =
      List.of(
          "Microsoft\\Windows\\CurrentVersion\\Run",
          "Microsoft\\Windows\\CurrentVersion\\RunOnce",
          "Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer",
          "Microsoft\\Windows\\CurrentVersion\\Explorer",
          "Microsoft\\Windows NT\\CurrentVersion\\Winlogon",
          "Microsoft\\Windows NT\\CurrentVersion\\Windows",
          "Microsoft\\Active Setup\\Installed Components");

  private BootHives() {}

  /** Fills an empty registry. */
  public static void fill(RegistryContent registry, MachineProfile profile) {
    HIVES.forEach(hive -> registry.key(MACHINE + '\\' + hive));
    fillSystem(registry);
    fillSoftware(registry);
    registry.key(USER + "\\.DEFAULT");
    profile.accounts().forEach(account -> fillUser(registry, account.sid()));
  }

  private static void fillSystem(RegistryContent registry) {
    CONTROL.forEach(key -> registry.key(CONTROL_SET + '\\' + key));
    registry.link(SYSTEM + "\\CurrentControlSet", CONTROL_SET);
    registry.setDword(SYSTEM + "\\Select", "Current", 1);
    registry.setDword(SYSTEM + "\\Select", "Default", 1);
    registry.setDword(SYSTEM + "\\Select", "Failed", 0);
    registry.setDword(SYSTEM + "\\Select", "LastKnownGood", 1);
  }

  private static void fillSoftware(RegistryContent registry) {
    String software = MACHINE + "\\SOFTWARE\\";
    for (String view : List.of(software, software + "WOW6432Node\\")) {
      PROGRAMS.forEach(key -> registry.key(view + key));
    }
    registry.key(software + "Microsoft\\Netsh");
    registry.key(software + "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options");
    registry.key(software + "Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree");
    registry.key(software + "Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tasks");
    registry.key(software + "Classes\\CLSID");
    registry.key(software + "Classes\\WOW6432Node\\CLSID");
  }

  private static void fillUser(RegistryContent registry, String sid) {
    String user = USER + '\\' + sid;
    PROGRAMS.forEach(key -> registry.key(user + "\\SOFTWARE\\" + key));
    registry.key(user + "\\Environment");
    registry.key(user + "\\Control Panel\\Desktop");
    registry.key(user + "_Classes\\CLSID");
    registry.key(user + "_Classes\\WOW6432Node\\CLSID");
    registry.link(user + "\\SOFTWARE\\Classes", user + "_Classes");
  }
}
