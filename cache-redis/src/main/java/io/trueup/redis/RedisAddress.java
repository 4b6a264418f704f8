package io.trueup.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is.
 *
 * @param kind what stands there
 * @param nodes one server, one that names the sentinels, or the nodes of a cluster to ask first
 */
record RedisAddress(Kind kind, List<RedisURI> nodes) {
  /** What stands at an address. */
  enum Kind {
    SERVER,
    SENTINEL,
    CLUSTER
  }

  private static final int MOST_NODES = 100;
  private static final Set<String> NO_DATABASE = Set.of("", "/", "/0");
  private static final Pattern SCHEME =
      Pattern.compile("(rediss?)(-cluster|-sentinel)?://(.+)", Pattern.DOTALL);
  private static final String FORMS =
      "is not like redis://host:6379, redis-sentinel://host:26379,host:26379/0#master or"
          + " redis-cluster://host:6379,host:6379";

  RedisAddress {
    nodes = List.copyOf(nodes);
    nodes.forEach(RedisAddress::prepare);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException without the text, which may hold a password
   */
  static RedisAddress parse(String uri) {
    Matcher parts = SCHEME.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("uri: " + FORMS);
    }
    if ("-sentinel".equals(parts.group(2))) {
      return sentinel(uri);
    }
    String scheme = parts.group(1) + "://";
    String hosts = parts.group(3).replace("," + scheme, ",");
    return parts.group(2) == null && !namesSeveral(hosts)
        ? new RedisAddress(Kind.SERVER, List.of(server(uri)))
        : cluster(scheme + hosts);
  }

  /** A comma may also stand in a password, or behind the address. */
  private static boolean namesSeveral(String hosts) {
    String authority = hosts.split("[/?#]", 2)[0];
    return authority.substring(authority.lastIndexOf('@') + 1).contains(",");
  }

  private static RedisURI server(String uri) {
    RedisURI parsed = parsed(uri);
    if (parsed.getHost() == null) {
      throw new IllegalArgumentException("uri: " + FORMS);
    }
    return parsed;
  }

  private static RedisAddress sentinel(String uri) {
    RedisURI parsed = parsed(uri);
    if (parsed.getSentinelMasterId() == null || parsed.getSentinelMasterId().isEmpty()) {
      throw new IllegalArgumentException("uri: must end with # and the master's name");
    }
    atMost(parsed.getSentinels());
    return new RedisAddress(Kind.SENTINEL, List.of(parsed));
  }

  private static RedisAddress cluster(String uri) {
    try {
      URI parsed = URI.create(uri);
      List<RedisURI> nodes = RedisClusterURIUtil.toRedisURIs(parsed);
      atMost(nodes);
      if (!NO_DATABASE.contains(parsed.getPath())) {
        throw new IllegalArgumentException("uri: a cluster has database 0 only");
      }
      return new RedisAddress(Kind.CLUSTER, nodes);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(why.startsWith("uri: ") ? why : "uri: " + FORMS);
    }
  }

  private static void atMost(List<RedisURI> nodes) {
    if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
      throw new IllegalArgumentException("uri: must name 1 to " + MOST_NODES + " hosts");
    }
  }

  private static RedisURI parsed(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("uri: " + FORMS);
    }
  }

  private static void prepare(RedisURI node) {
    node.setTimeout(RedisLink.CONNECT_TIMEOUT);
    node.setClientName("trueup");
    node.getSentinels().forEach(sentinel -> sentinel.setTimeout(RedisLink.CONNECT_TIMEOUT));
  }
}
