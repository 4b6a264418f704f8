package io.trueup.alerts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/*
 * The client connects to the addresses that this returns and asks nobody else, so what is checked is
 * what is connected to: a name that answers differently the next time (DNS rebinding) gains nothing. One
 * private address among several refuses all of them, since it is a mistake or an attempt.
 */
/** Resolves names to public addresses only, if it is to. */
final class PublicResolver implements DnsResolver {
  /** Looks a name up, as {@link InetAddress#getAllByName} does. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** What a private target comes to. */
  static final class PrivateTargetException extends UnknownHostException {
    PrivateTargetException(String host) {
      super(host + " is in a private network, and trueup.alerts.allow-private-targets is not set");
    }
  }

  private final Lookup lookup;
  private final boolean allowsPrivate;

  PublicResolver(Lookup lookup, boolean allowsPrivate) {
    this.lookup = lookup;
    this.allowsPrivate = allowsPrivate;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = lookup.addresses(host);
    if (!allowsPrivate && Arrays.stream(found).anyMatch(PrivateAddresses::isPrivate)) {
      throw new PrivateTargetException(host);
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
  }
}
