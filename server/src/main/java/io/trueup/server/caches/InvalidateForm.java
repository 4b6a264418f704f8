package io.trueup.server.caches;

import io.trueup.cache.Tags;
import io.trueup.ledger.Invalidation;
import io.trueup.spend.InvalidInputException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be made invalid on every node: tags, keys of a cache, or everything.
 *
 * @param tags every entry that carries one of these tags, at most 1 000
 * @param cache whose keys
 * @param keys the entries of these keys, at most 1 000
 * @param all everything, if true
 * @param dryRun whether only to say what it would reach
 */
record InvalidateForm(
    @Nullable List<String> tags,
    @Nullable String cache,
    @Nullable List<String> keys,
    @Nullable Boolean all,
    @Nullable Boolean dryRun) {
  /** Refuses anything but exactly one of the three, whole. */
  InvalidateForm {
    check(Boolean.FALSE.equals(all), "all", "must be true or absent");
    check((cache == null) != (keys == null), cache == null ? "cache" : "keys", "is required too");
    long kinds = Stream.of(tags, keys, all).filter(Objects::nonNull).count();
    check(kinds != 1, "tags", "give either tags, or cache and keys, or all");
    check(tags != null && tags.size() > Invalidation.MOST, "tags", "must be at most 1000");
    if (tags != null) {
      tagsOf(tags);
    }
    if (cache != null && CacheNames.find(cache).isEmpty()) {
      throw new InvalidInputException("cache", "there is no cache of this name");
    }
  }

  private static void check(boolean isWrong, String field, String reason) {
    if (isWrong) {
      throw new InvalidInputException(field, reason);
    }
  }

  Invalidation toInvalidation() {
    if (tags != null) {
      return new Invalidation.OfTags(tagsOf(tags));
    }
    return cache == null || keys == null
        ? new Invalidation.OfEverything()
        : new Invalidation.OfKeys(CacheNames.find(cache).orElseThrow(), keys);
  }

  boolean isDryRun() {
    return Boolean.TRUE.equals(dryRun);
  }

  private static Tags tagsOf(List<String> names) {
    return Tags.of(
        IntStream.range(0, names.size())
            .mapToObj(i -> EntriesParameters.tagOf("tags[" + i + "]", names.get(i)))
            .toList());
  }
}
