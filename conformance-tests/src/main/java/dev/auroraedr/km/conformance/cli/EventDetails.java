package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.EventView;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;

/** What the detail fields of an event tell, in a few words; empty where they tell nothing. */
final class EventDetails {
  private static final List<String> DISPOSITIONS =
      List.of("supersede", "open", "create", "open or create", "overwrite", "overwrite or create");
  private static final List<String> VALUE_TYPES =
      List.of(
          "REG_NONE",
          "REG_SZ",
          "REG_EXPAND_SZ",
          "REG_BINARY",
          "REG_DWORD",
          "REG_DWORD_BIG_ENDIAN",
          "REG_LINK",
          "REG_MULTI_SZ");
  private static final List<String> CALLBACKS =
      List.of("process", "registry", "object", "minifilter");
  private static final long END_OF_FILE = -1;
  private static final long CURRENT_POSITION = -2;

  private EventDetails() {}

  static String of(EventView event) {
    return switch (event.type()) {
      case FILE_CREATE -> fileCreate(event);
      case FILE_WRITE -> fileWrite(event);
      case FILE_CLEANUP ->
          event.detail0() == NtStatus.SUCCESS ? "" : StatusTable.describeStatus(event.detail0());
      case PROCESS_CREATE ->
          "starts " + unsigned(event.detail0()) + ", child of " + unsigned(event.detail1());
      case REG_SET_VALUE ->
          word(VALUE_TYPES, event.detail0()) + ", " + unsigned(event.detail1()) + " bytes";
      case HANDLE_ACCESS_STRIPPED -> handle(event);
      case TAMPER_DETECTED -> tamper(event);
      default -> "";
    };
  }

  private static String fileCreate(EventView event) {
    return String.format("%s, access 0x%X", word(DISPOSITIONS, event.detail1()), event.detail0());
  }

  private static String fileWrite(EventView event) {
    String length = unsigned(event.detail0()) + " bytes at ";
    if (event.detail2() == END_OF_FILE) {
      return length + "the end";
    }
    return length
        + (event.detail2() == CURRENT_POSITION ? "the current position" : event.detail2());
  }

  private static String handle(EventView event) {
    int left = (int) event.detail2();
    long receiver = event.detail2() >>> 32;
    return String.format(
        "access 0x%X to process %s cut to 0x%X%s",
        event.detail1(),
        unsigned(event.detail0()),
        left,
        event.isDuplicateHandle() ? ", duplicated into process " + receiver : "");
  }

  private static String tamper(EventView event) {
    return word(CALLBACKS, event.detail0())
        + " callback was missing, "
        + (event.detail1() == 1 ? "repaired" : "not repaired");
  }

  private static String word(List<String> words, int value) {
    return value >= 0 && value < words.size()
        ? words.get(value)
        : "0x" + Integer.toHexString(value);
  }

  private static String unsigned(int value) {
    return Integer.toUnsignedString(value);
  }
}
