package io.trueup.alerts;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * Whoever may set a webhook would otherwise have this machine call whatever it can reach: the cloud's
 * metadata at 169.254.169.254, databases, this server itself (server-side request forgery, CWE-918).
 * Blocks by IANA's registries of special-purpose addresses (RFC 6890). An IPv6 address that carries an
 * IPv4 one, mapped, compatible, by NAT64, 6to4 or Teredo, is refused as such: where it leads depends on
 * the network.
 */
/** Says which addresses are not the public internet's. */
public final class PrivateAddresses {
  /** An address in a form that some resolvers understand and others take for a name. */
  private static final Pattern NUMERIC =
      Pattern.compile("(0[xX][0-9a-fA-F]*|[0-9]+)(\\.(0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\\.?");

  private static final Pattern DOTTED =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final List<String> LOCAL_NAMES =
      List.of("localhost", ".localhost", ".local", ".internal");

  private PrivateAddresses() {}

  /**
   * What is known of a URL's host alone: no name is looked up.
   *
   * @param host as {@link java.net.URI#getHost} gives it; null counts as private
   */
  public static boolean isPrivate(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT);
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (LOCAL_NAMES.stream()
        .anyMatch(it -> bare.equals(it) || (it.startsWith(".") && bare.endsWith(it)))) {
      return true;
    }
    boolean isLiteral = bare.startsWith("[") || DOTTED.matcher(bare).matches();
    return isLiteral ? isPrivateLiteral(bare) : NUMERIC.matcher(name).matches();
  }

  private static boolean isPrivateLiteral(String literal) {
    try {
      return isPrivate(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** Whether the address is this machine's, a private network's, or of no one machine. */
  public static boolean isPrivate(InetAddress address) {
    boolean isReserved =
        address instanceof Inet6Address
            ? isReserved6(address.getAddress())
            : isReserved4(address.getAddress());
    return isReserved
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }

  private static boolean isReserved4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    boolean isShared = first == 100 && (second & 0xc0) == 64;
    boolean isProtocols = first == 192 && second == 0 && bytes[2] == 0;
    boolean isBenchmarks = first == 198 && (second & 0xfe) == 18;
    return first == 0 || first >= 240 || isShared || isProtocols || isBenchmarks;
  }

  private static boolean isReserved6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    boolean isUniqueLocal = (first & 0xfe00) == 0xfc00;
    boolean isTeredoOrTest = first == 0x2001 && (second & 0xfe00) == 0;
    return (first & 0xff00) == 0 || isUniqueLocal || isTeredoOrTest || first == 0x2002;
  }
}
