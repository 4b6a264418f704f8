package io.trueup.spring.shop;

import io.trueup.cache.Tags;
import io.trueup.spring.CacheTags;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A cached name depends on the whole catalogue too, and on who made the product. */
@Component
class ShopTags implements CacheTags {
  @Override
  public Tags tagsOf(String cache, Object key, @Nullable Object value) {
    if (!cache.equals("names")) {
      return Tags.none();
    }
    return value == null ? Tags.of("catalogue") : Tags.of("maker:" + value);
  }
}
