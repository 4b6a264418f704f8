/** A coherent cache that follows a change log. */
module io.trueup.cache {
  requires com.github.benmanes.caffeine;
  requires static org.jspecify;

  exports io.trueup.cache;
  exports io.trueup.cache.spi;
}
