package io.trueup.server.alerts;

import io.trueup.server.http.Faults;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/*
 * Whoever may set a webhook would otherwise have this machine call whatever it can reach: the cloud's
 * metadata at 169.254.169.254, databases, this server itself (server-side request forgery, CWE-918).
 * What is known from the URL alone is refused here; what a name resolves to is checked when an alert
 * is delivered, since it may change in between. No name is looked up here.
 */
/** Says which webhook targets are accepted. */
final class Targets {
  /** An address in a form that some resolvers understand and others take for a name. */
  private static final Pattern NUMERIC =
      Pattern.compile("(0[xX][0-9a-fA-F]*|[0-9]+)(\\.(0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\\.?");

  private static final Pattern DOTTED =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final List<String> LOCAL_NAMES =
      List.of("localhost", ".localhost", ".local", ".internal");

  private final boolean allowsPrivate;

  Targets(boolean allowsPrivate) {
    this.allowsPrivate = allowsPrivate;
  }

  /** Adds a fault for each channel whose target is this machine or its private network. */
  void check(List<ChannelForm> channels, Faults faults) {
    for (int i = 0; i < channels.size(); i++) {
      ChannelForm channel = channels.get(i);
      String url = channel.url();
      if (channel.isHidden()) {
        faults.add("channels[" + i + "].url", "is what GET shows of it: send the whole URL");
      } else if (url != null && !allowsPrivate && isPrivate(URI.create(url).getHost())) {
        faults.add(
            "channels[" + i + "].url",
            "must not be in a private network unless trueup.alerts.allow-private-targets is set");
      }
    }
  }

  static boolean isPrivate(@Nullable String host) {
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
    return isLiteral ? isPrivateAddress(bare) : NUMERIC.matcher(name).matches();
  }

  /** A literal: nothing is looked up. */
  private static boolean isPrivateAddress(String literal) {
    try {
      return isPrivate(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    boolean isReserved =
        address instanceof Inet6Address
            ? (first & 0xfe) == 0xfc || first == 0 || (first == 0x20 && second == 0x02)
            : first == 0 || first >= 240 || (first == 100 && (second & 0xc0) == 64);
    return isReserved
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress();
  }
}
