package dev.auroraedr.km.conformance.serve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens: a loopback address and a port. Whoever can connect may do what he likes
 * with the device, so no other address is taken.
 */
public final class ListenAddress {
  private static final Pattern FORM =
      Pattern.compile("(localhost|[0-9.]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");

  private ListenAddress() {}

  /**
   * Reads {@code 127.0.0.1:PORT}, {@code [::1]:PORT} or {@code localhost:PORT}; port 0 takes a free
   * one.
   *
   * @throws IllegalArgumentException if it is none of these; the message says why
   */
  public static InetSocketAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > 65_535) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no address to listen at: write 127.0.0.1:PORT, such as 127.0.0.1:9000");
    }
    InetAddress address = address(text, form.group(1));
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' can be reached from other machines, and whoever connects may use the device:"
              + " listen at 127.0.0.1:PORT (to reach it from elsewhere use an SSH tunnel)");
    }
    return new InetSocketAddress(address, Integer.parseInt(form.group(2)));
  }

  private static InetAddress address(String text, String host) {
    try {
      return host.equals("localhost")
          ? InetAddress.getLoopbackAddress()
          : InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("'" + text + "' holds no IP address", e);
    }
  }
}
