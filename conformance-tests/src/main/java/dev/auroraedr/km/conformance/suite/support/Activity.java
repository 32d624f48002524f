package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Operations on the machine of which each makes exactly one event of its type, with a name that no
 * other has. Thread-safe.
 */
public final class Activity {
  private static final String DIRECTORY = "\\Windows\\System32\\";
  private static final String EXTENSION = ".exe";
  private static final int COMPONENT_UNITS = 200;
  private static final int SERIAL_DIGITS = 6;

  /** Key below which {@link #setValue} works: the first name of its events. */
  public static final String RUN_KEY =
      "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";

  private final TargetMachine machine;
  private final AtomicInteger serial = new AtomicInteger();

  Activity(TargetMachine machine) {
    this.machine = machine;
  }

  /** Opens a monitored file; returns its path, the event's name. */
  public String createFile() {
    return createFile(fileNameUnits(256));
  }

  /** Opens a monitored file whose path has so many UTF-16 units; returns the path. */
  public String createFile(int units) {
    String path = path(units);
    machine.stimulate(FileStimulus.CreateFile.open(path));
    return path;
  }

  /** Opens so many monitored files, one after the other. */
  public void createFiles(int count) {
    for (int i = 0; i < count; i++) {
      createFile();
    }
  }

  /** Opens a monitored file and keeps it; the result's id names it. */
  public StimulusResult keepFile() {
    return machine.stimulate(FileStimulus.CreateFile.keep(path(fileNameUnits(256))));
  }

  /** Opens a file that is not monitored. */
  public void createUnmonitoredFile() {
    machine.stimulate(FileStimulus.CreateFile.open(machine.systemVolume() + "\\data\\plain.txt"));
  }

  /** Sets a monitored registry value; returns its name, the event's second name. */
  public String setValue() {
    String value = "value" + serial.incrementAndGet();
    machine.stimulate(new RegistryStimulus.SetValue(RUN_KEY, value, 1, 8));
    return value;
  }

  /** Starts a process; the result's id is its process id. */
  public StimulusResult startProcess() {
    return startProcess(DIRECTORY + "notepad.exe");
  }

  /** Starts a process from an image on the system volume. */
  public StimulusResult startProcess(String image) {
    return machine.stimulate(
        new ProcessStimulus.StartProcess(machine.systemVolume() + image, "\"" + image + "\""));
  }

  /** Starts a protected process. */
  public StimulusResult startProtectedProcess() {
    return startProcess("\\Program Files\\Aurora\\EDR\\edr-windows.exe");
  }

  /** Ends a process. */
  public void exitProcess(long processId) {
    machine.stimulate(new ProcessStimulus.ExitProcess(processId));
  }

  /** Opens a process. */
  public StimulusResult openProcess(long processId, int access) {
    return machine.stimulate(new HandleStimulus.OpenProcess(processId, access));
  }

  /** Units of a name that makes an event of this size in bytes, a multiple of 8. */
  public static int fileNameUnits(int eventBytes) {
    return (eventBytes - RawStruct.sizeOf("Event")) / 2;
  }

  /** Size of the smallest file event that this activity can make. */
  public int smallestFileEvent() {
    int units = machine.systemVolume().length() + DIRECTORY.length() + SERIAL_DIGITS + 4;
    return (RawStruct.sizeOf("Event") + 2 * units + 7) & -8;
  }

  private String path(int units) {
    String head = machine.systemVolume() + DIRECTORY;
    String number = Long.toString(serial.incrementAndGet());
    String tail = "0".repeat(Math.max(0, SERIAL_DIGITS - number.length())) + number + EXTENSION;
    int filler = units - head.length() - tail.length();
    if (filler < 0) {
      throw new IllegalArgumentException(units + " units are too few for " + head + tail);
    }
    return head + filler(filler) + tail;
  }

  /** Directory components, so that no component gets longer than a file system takes. */
  private static String filler(int units) {
    StringBuilder text = new StringBuilder();
    while (units - text.length() > COMPONENT_UNITS) {
      text.append("d".repeat(COMPONENT_UNITS - 1)).append('\\');
    }
    return text.append("f".repeat(units - text.length())).toString();
  }
}
