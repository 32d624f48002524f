package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The built driver, loaded into this Linux process over the hosted kernel. Thread-safe. */
public final class HostedTarget implements Target {
  /** No client port leads to a hosted machine. */
  private static final Set<Capability> CAPABILITIES =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.CLIENT)));

  private final HostFiles files;

  /** The driver as it is built here; for {@link java.util.ServiceLoader}. */
  public HostedTarget() {
    this(HostFiles.here());
  }

  HostedTarget(HostFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "hosted";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<String> profiles() {
    return MachineProfiles.names();
  }

  @Override
  public String unavailableReason() {
    return files.missing();
  }

  @Override
  public Target withImage(Path image) {
    return new HostedTarget(files.withImage(image));
  }

  @Override
  public String image() {
    return ImageName.of(files.image());
  }

  @Override
  public TargetMachine boot(BootOptions options) {
    MachineProfile profile = options.variation().apply(MachineProfiles.load(options.profile()));
    HostLibrary.load(files.library());
    Connection connection =
        Connection.boot(ProfileJson.of(profile), options.seed(), options.deterministic());
    return new HostedMachine(
        connection,
        profile.systemVolume().device(),
        read(files.image()),
        new PeerLoader(connection, read(files.peer())));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " failed", e);
    }
  }
}
