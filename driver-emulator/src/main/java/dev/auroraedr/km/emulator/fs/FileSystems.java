package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The mounted file systems of a machine and what lies on them at boot. Thread-safe. */
final class FileSystems {
  private static final List<String> SYSTEM_DIRECTORIES =
      List.of(
          "\\Windows\\System32\\drivers",
          "\\Windows\\SysWOW64",
          "\\Program Files",
          "\\Program Files (x86)",
          "\\Users");

  private final FilterManager manager;
  private final Map<Volume, DiskVolume> disks = new ConcurrentHashMap<>();

  FileSystems(FilterManager manager) {
    this.manager = manager;
    DiskVolume system = disk(manager.volumes().get(0));
    SYSTEM_DIRECTORIES.forEach(path -> makeDirectories(system, path));
    setShortName(system.root().child("Program Files"), "PROGRA~1");
    setShortName(system.root().child("Program Files (x86)"), "PROGRA~2");
  }

  /** The volume whose device's name begins a path; null if none is mounted. */
  DiskVolume of(String path) {
    for (Volume volume : manager.volumes()) {
      String device = volume.deviceName();
      if (path.equals(device) || path.startsWith(device + '\\')) {
        return disk(volume);
      }
    }
    return null;
  }

  private DiskVolume disk(Volume volume) {
    return disks.computeIfAbsent(volume, DiskVolume::new);
  }

  /** Makes directories that are missing along a path; the last one. */
  static Node makeDirectories(DiskVolume disk, String path) {
    synchronized (disk) {
      Node at = disk.root();
      for (String name : FilePath.parse(path).components()) {
        Link link = at.child(name);
        at = (link == null ? disk.make(at, name, true) : link).node();
      }
      return at;
    }
  }

  /** Gives an entry another 8.3 name. */
  static void setShortName(Link link, String shortName) {
    Node parent = link.parent();
    parent.remove(link);
    link.setShortName(shortName);
    parent.add(link);
  }

  void mount(String device, VolumeKind kind, boolean dax) {
    manager.mount(new Volume(device, kind, dax));
  }

  void dismount(DiskVolume disk) {
    manager.dismount(disk.volume());
    disks.remove(disk.volume());
  }
}
