package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;

import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.io.Irp;

/** QUERY_MINIFILTER_STATUS (FST-1 to FST-4). Thread-safe. */
public class MinifilterStatusQuery {
  private final Registrations registrations;
  private final StreamTable streams;

  /** Reports on the minifilter and the streams. */
  public MinifilterStatusQuery(Registrations registrations, StreamTable streams) {
    this.registrations = registrations;
    this.streams = streams;
  }

  /** Answers the query; STATUS_SUCCESS with IoStatus set, or the failing status. */
  public int answer(Irp irp) {
    InstanceCount instances = registrations.minifilter().instances();
    if (instances.status() != NtStatus.SUCCESS) {
      return instances.status();
    }
    byte[] out = irp.systemBuffer().bytes();
    putU32(out, MinifilterStatusLayout.INSTANCE_COUNT_OFFSET, instances.count());
    putU32(out, MinifilterStatusLayout.ALTITUDE_OFFSET, registrations.minifilter().altitude());
    putU32(
        out,
        MinifilterStatusLayout.FILTER_STATUS_OFFSET,
        registrations.minifilter().filterStatus());
    putU32(out, MinifilterStatusLayout.PROTECTION_MODE_OFFSET, registrations.protectionMode());
    putU32(out, MinifilterStatusLayout.REGISTRY_API_OFFSET, registrations.registry().api());
    putU32(out, MinifilterStatusLayout.ACTIVE_STREAMS_OFFSET, streams.count());
    irp.setIoStatus(NtStatus.SUCCESS, MinifilterStatusLayout.SIZE);
    return NtStatus.SUCCESS;
  }
}
