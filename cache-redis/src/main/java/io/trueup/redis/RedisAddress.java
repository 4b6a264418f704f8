package io.trueup.redis;

import io.lettuce.core.RedisURI;

/** Where Redis is, as text. */
final class RedisAddress {
  private RedisAddress() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException without the text, which may hold a password
   */
  static RedisURI parse(String uri) {
    RedisURI parsed = parsed(uri);
    if (parsed.getHost() == null) {
      throw new IllegalArgumentException("uri: must name one host, as redis://host:6379 does");
    }
    parsed.setTimeout(RedisLink.CONNECT_TIMEOUT);
    parsed.setClientName("trueup");
    return parsed;
  }

  private static RedisURI parsed(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("uri: is not like redis://host:6379");
    }
  }
}
