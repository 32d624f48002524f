package dev.auroraedr.km.conformance.target;

/** Changes to files kept open that are neither creates nor writes nor cleanups. */
public sealed interface FileChange extends FileStimulus {
  /** NtSetInformationFile(FileRenameInformation) to a whole NT path; replaces nothing. */
  record Rename(long file, String target) implements FileChange {}

  /** NtSetInformationFile(FileLinkInformation): one more name. */
  record HardLink(long file, String target) implements FileChange {}

  /** NtSetInformationFile(FileShortNameInformation). */
  record SetShortName(long file, String shortName) implements FileChange {}

  /** NtSetInformationFile(FileDispositionInformation). */
  record Delete(long file) implements FileChange {}

  /** NtSetInformationFile(FileEndOfFileInformation). */
  record SetEndOfFile(long file) implements FileChange {}

  /**
   * NtFsControlFile.
   *
   * @param code FSCTL_SET_ZERO_DATA, FSCTL_DUPLICATE_EXTENTS_TO_FILE or FSCTL_OFFLOAD_WRITE
   */
  record Control(long file, int code) implements FileChange {}

  /** Makes an open empty directory a junction to a whole NT path. */
  record MakeJunction(long directory, String target) implements FileChange {}

  /** Stores through a mapped view; the memory manager writes the pages later. */
  record MappedWrite(long file, int length) implements FileChange {}

  /** Asks for the file's id, which is the result's. */
  record QueryFileId(long file) implements FileChange {}
}
