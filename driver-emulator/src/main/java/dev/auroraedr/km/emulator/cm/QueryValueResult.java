package dev.auroraedr.km.emulator.cm;

/**
 * Outcome of NtQueryValueKey and ZwQueryValueKey.
 *
 * @param status STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW if only the head and part of the data fit;
 *     STATUS_BUFFER_TOO_SMALL if not even the head does; or why it failed
 * @param resultLength bytes that the whole answer takes; 0 if there is none
 */
public record QueryValueResult(int status, int resultLength) {}
