package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.report.ConformanceReport;
import dev.auroraedr.km.conformance.report.HtmlReport;
import dev.auroraedr.km.conformance.report.JUnitXml;
import dev.auroraedr.km.conformance.report.ReportJson;
import dev.auroraedr.km.conformance.report.TargetReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report's files where the user wants them, else below {@code target/conformance}. */
final class ReportFiles {
  private final Terminal terminal;
  private final Path json;
  private final Path html;
  private final Path junit;

  /** Files for a report; a place that is null is left out. */
  ReportFiles(Terminal terminal, Path json, Path htmlDirectory, Path junitDirectory) {
    this.terminal = terminal;
    this.json = json;
    this.html = htmlDirectory;
    this.junit = junitDirectory;
  }

  /** The same with the default places for what is left out. */
  ReportFiles orDefaults() {
    Path base = directory(terminal);
    return new ReportFiles(
        terminal,
        json == null ? base.resolve("report.json") : json,
        html == null ? base : html,
        junit == null ? base.resolve("junit") : junit);
  }

  /** The default directory. */
  static Path directory(Terminal terminal) {
    return terminal.home().resolve("target").resolve("conformance");
  }

  /** Makes the directories before the run, so that nobody waits for a report in vain. */
  void prepare() {
    if (html != null) {
      prepare(html.resolve("report.html"));
    }
    if (json != null) {
      prepare(json);
    }
    if (junit != null) {
      prepare(junit.resolve("TEST.xml"));
    }
  }

  private static void prepare(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    if (Files.isDirectory(file)) {
      throw unwritable(file, new FileSystemException(file.toString(), null, "it is a directory"));
    }
    if (!Files.isWritable(Files.exists(file) ? file : directory)) {
      throw unwritable(file, new AccessDeniedException(file.toString()));
    }
  }

  void write(ConformanceReport report) {
    terminal.out().println();
    if (html != null) {
      write(html.resolve("report.html"), HtmlReport.write(report));
    }
    if (json != null) {
      write(json, ReportJson.write(report));
    }
    if (junit != null) {
      for (TargetReport target : report.targets()) {
        write(junit.resolve("TEST-" + target.name() + ".xml"), JUnitXml.write(target));
      }
    }
  }

  private void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
      terminal.out().println("written: " + terminal.shown(file));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UncheckedIOException unwritable(Path file, IOException e) {
    return new UncheckedIOException(
        "can't write " + file + " (" + cause(e) + "): give a place that this user may write to", e);
  }

  private static String cause(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "a file stands where its directory should";
    }
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : e.getMessage();
  }
}
