package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * An ordinary day on a machine, with a bad actor in it: the seed decides what happens in which
 * order. Used by one thread.
 */
public final class Activity {
  private static final List<String> FILES =
      List.of(
          "\\Windows\\System32\\notepad.exe",
          "\\Windows\\System32\\drivers\\tcpip.sys",
          "\\Windows\\SysWOW64\\kernel32.dll",
          "\\Program Files\\Contoso\\Backup\\agent.exe",
          "\\Program Files (x86)\\Contoso\\Viewer\\viewer.dll",
          "\\Users\\demo\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\go.vbs",
          "\\Users\\demo\\Documents\\report.docx");
  private static final List<String> KEYS =
      List.of(
          "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
          "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\Contoso",
          "\\REGISTRY\\USER\\S-1-5-21-1004336348-1177238915-682003330-1001\\Environment",
          "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso");
  private static final int REG_SZ = 1;
  private static final int PROCESS_ALL_ACCESS = 0x1FFFFF;
  private static final int FILE_GENERIC_READ = 0x120089;
  private static final int MAX_RUNNING = 4;

  private final World world;
  private final Random random;
  private final Cast cast;
  private final List<FilterFile> files;
  private final List<KeyObject> keys;
  private final String systemVolume;
  private final Deque<KThread> running = new ArrayDeque<>();

  /** Activity on a machine whose system volume is {@code systemVolume}. */
  public Activity(World world, ProcessManager processes, String systemVolume, long seed) {
    this.world = world;
    this.random = new Random(seed);
    this.systemVolume = systemVolume;
    this.cast = Cast.of(processes, systemVolume);
    this.files = FILES.stream().map(path -> world.files().file(systemVolume + path)).toList();
    this.keys = KEYS.stream().map(path -> world.registry().key(path)).toList();
  }

  /** Does the next thing. */
  public void step() {
    KThread actor = pick(cast.actors());
    int dice = random.nextInt(100);
    if (dice < 70) {
      useFile(actor);
    } else if (dice < 85) {
      useRegistry(actor);
    } else if (dice < 97) {
      startOrEndProcess(actor);
    } else {
      world.handles().open(actor, cast.sensor(), PROCESS_ALL_ACCESS);
    }
  }

  private void useFile(KThread actor) {
    FilterFile file = pick(files);
    world.files().create(actor, file, FILE_GENERIC_READ, FileWorld.FILE_OPEN_IF);
    if (random.nextInt(4) == 0) {
      world.files().write(actor, file, 1 + random.nextInt(65536), 0);
    }
    world.files().cleanup(actor, file, NtStatus.SUCCESS);
  }

  private void useRegistry(KThread actor) {
    KeyObject key = pick(keys);
    String name = "Item" + random.nextInt(20);
    switch (random.nextInt(8)) {
      case 0, 1 -> world.registry().createKey(actor, key, name);
      case 2 -> world.registry().deleteValue(actor, key, name);
      case 3 -> world.registry().deleteKey(actor, below(key, name));
      case 4 -> world.registry().renameKey(actor, below(key, name), name + "." + random.nextInt(9));
      default -> world.registry().setValue(actor, key, name, REG_SZ, 2 * random.nextInt(200));
    }
  }

  private KeyObject below(KeyObject key, String name) {
    return world.registry().key(key.path() + "\\" + name);
  }

  private void startOrEndProcess(KThread actor) {
    if (running.size() < MAX_RUNNING) {
      String image = systemVolume + "\\Windows\\System32\\cmd.exe";
      ProcessSpec spec = new ProcessSpec(image, Token.ordinaryUser(), false, actor.process());
      String command = "cmd.exe /c task" + random.nextInt(100) + ".cmd";
      running.add(world.processes().start(actor, spec, command).process().createThread());
    } else {
      world.processes().exit(running.remove());
    }
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
