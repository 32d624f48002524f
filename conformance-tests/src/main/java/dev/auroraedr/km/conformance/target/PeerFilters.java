package dev.auroraedr.km.conformance.target;

import java.util.List;

/** Minifilters of the second driver, and what an administrator does with anybody's. */
public interface PeerFilters {
  /**
   * Registers a minifilter of that altitude and starts it on every volume.
   *
   * @return STATUS_SUCCESS, or the status of the call that refused
   */
  int occupy(String altitude);

  /**
   * Attaches an instance at that altitude to one volume; the filter's own altitude is another.
   *
   * @return STATUS_SUCCESS, or the status of the call that refused
   */
  int occupyOn(String volume, String altitude);

  /**
   * Registers a minifilter of that altitude that takes none of the volumes of now, but each that is
   * mounted later.
   *
   * @return STATUS_SUCCESS, or the status of the call that refused
   */
  int occupyLater(String altitude);

  /**
   * Registers a minifilter that notes each create, write, cleanup and close on its way down and up.
   *
   * @return names the filter for the calls below
   */
  long log(String altitude);

  /** What such a filter has noted so far, oldest first. */
  List<LoggedOperation> logged(long filter);

  /**
   * Registers a minifilter that completes the creates of one file on their way down.
   *
   * @param path whole NT path
   * @param status with which
   * @return names the filter
   */
  long completeCreates(String altitude, String path, int status);

  /**
   * Registers a minifilter that ends the cleanups of one file with another status on their way up.
   *
   * @param path whole NT path
   * @param status a success, as a cleanup can't fail
   * @return names the filter
   */
  long endCleanups(String altitude, String path, int status);

  /** Unregisters a filter that one of the calls above named. */
  void unregister(long filter);

  /** Asks to detach the tested driver's instance from a volume, as {@code fltmc detach} does. */
  int detachDriver(String volume);

  /**
   * An operation that passed a logging filter.
   *
   * @param majorFunction IRP_MJ_ code
   * @param up true on its way up
   * @param fastIo whether it came by fast I/O
   * @param name opened name on the way down; empty where there is none, and on the way up
   * @param parameters on the way down DesiredAccess and Options of a create, Length and ByteOffset
   *     of a write; else none
   * @param status final status on the way up; 0 on the way down
   */
  record LoggedOperation(
      int majorFunction,
      boolean up,
      boolean fastIo,
      String name,
      List<Long> parameters,
      int status) {}
}
