package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.fs.NtFiles;
import dev.auroraedr.km.emulator.fs.OpenFile;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.function.LongFunction;

/** Changes to open files. Thread-safe. */
final class FileChanges {
  private final NtFiles files;

  FileChanges(NtFiles files) {
    this.files = files;
  }

  StimulusResult perform(KThread thread, FileChange change, LongFunction<OpenFile> open) {
    if (change instanceof FileChange.QueryFileId query) {
      return new StimulusResult(NtStatus.SUCCESS, files.fileId(open.apply(query.file())));
    }
    return Actors.ended(names(thread, change, open));
  }

  private int names(KThread thread, FileChange change, LongFunction<OpenFile> open) {
    if (change instanceof FileChange.Rename rename) {
      return files.rename(thread, open.apply(rename.file()), rename.target(), false);
    }
    if (change instanceof FileChange.HardLink link) {
      return files.link(thread, open.apply(link.file()), link.target());
    }
    if (change instanceof FileChange.SetShortName name) {
      return files.setShortName(thread, open.apply(name.file()), name.shortName());
    }
    if (change instanceof FileChange.MakeJunction junction) {
      return files.makeJunction(thread, open.apply(junction.directory()), junction.target());
    }
    return data(thread, change, open);
  }

  private int data(KThread thread, FileChange change, LongFunction<OpenFile> open) {
    if (change instanceof FileChange.Delete delete) {
      return files.delete(thread, open.apply(delete.file()));
    }
    if (change instanceof FileChange.SetEndOfFile end) {
      return files.setEndOfFile(thread, open.apply(end.file()));
    }
    if (change instanceof FileChange.Control control) {
      return files.control(thread, open.apply(control.file()), control.code());
    }
    FileChange.MappedWrite mapped = (FileChange.MappedWrite) change;
    return files.writeMappedPages(open.apply(mapped.file()), mapped.length());
  }
}
