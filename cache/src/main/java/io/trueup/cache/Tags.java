package io.trueup.cache;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tags of a change or of a cached value: distinct, in the order given. Equal if they hold the
 * same tags. Immutable, safe for use by many threads.
 */
public final class Tags implements Iterable<Tag> {
  private static final Tags NONE = new Tags(Set.of());

  private final Set<Tag> tags;

  private Tags(Set<Tag> tags) {
    this.tags = tags;
  }

  /** No tags: a change that touches nothing, a value that no change can touch. */
  public static Tags none() {
    return NONE;
  }

  /** The tags of these names. O(n). */
  public static Tags of(String... names) {
    return of(Arrays.stream(names).map(Tag::new).toList());
  }

  /** These tags, each once. O(n). */
  public static Tags of(Collection<Tag> tags) {
    if (tags.isEmpty()) {
      return NONE;
    }
    Set<Tag> distinct = new LinkedHashSet<>(tags);
    distinct.forEach(tag -> Objects.requireNonNull(tag, "tag"));
    return new Tags(distinct);
  }

  /** These and the others. O(n). */
  public Tags and(Tags others) {
    if (others.isEmpty()) {
      return this;
    }
    Set<Tag> union = new LinkedHashSet<>(tags);
    union.addAll(others.tags);
    return new Tags(union);
  }

  /** Whether this tag is one of them. O(1). */
  public boolean contains(Tag tag) {
    return tags.contains(tag);
  }

  /** Whether the two have a tag in common. O(size of the smaller). */
  public boolean intersects(Tags others) {
    return size() <= others.size()
        ? tags.stream().anyMatch(others.tags::contains)
        : others.tags.stream().anyMatch(tags::contains);
  }

  /** How many tags these are. */
  public int size() {
    return tags.size();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return tags.isEmpty();
  }

  /** Their names, in order. */
  public List<String> names() {
    return stream().map(Tag::name).toList();
  }

  /** The tags, in order. */
  public Stream<Tag> stream() {
    return tags.stream();
  }

  @Override
  public Iterator<Tag> iterator() {
    return stream().iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tags that && tags.equals(that.tags);
  }

  @Override
  public int hashCode() {
    return tags.hashCode();
  }

  @Override
  public String toString() {
    return tags.stream().map(Tag::name).collect(Collectors.joining(", ", "[", "]"));
  }
}
