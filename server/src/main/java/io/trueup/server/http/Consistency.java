package io.trueup.server.http;

import io.trueup.cache.Answer;
import io.trueup.cache.Outcome;
import io.trueup.cache.Position;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * How fresh an answer is that was made of reads through caches. Immutable.
 *
 * @param position a place after which it contains nothing; null where unknown
 * @param age how old it may be at most
 * @param outcome how it was answered: of several reads, the one furthest from a plain hit
 */
public record Consistency(@Nullable Position position, Duration age, Outcome outcome) {
  static final String POSITION = "Trueup-Position";
  static final String AGE = "Trueup-Age-Ms";
  static final String CACHE = "Trueup-Cache";

  /** That of one read. */
  public static Consistency of(Answer<?> answer) {
    return new Consistency(answer.position(), answer.age(), answer.outcome());
  }

  /** That of an answer that needed both: unknown where one is. */
  public Consistency and(Answer<?> other) {
    return new Consistency(
        position == null || other.position() == null ? null : later(position, other.position()),
        age.compareTo(other.age()) >= 0 ? age : other.age(),
        outcome.compareTo(other.outcome()) >= 0 ? outcome : other.outcome());
  }

  /** That of an answer for which the database was asked besides, at this position if not null. */
  public Consistency upTo(@Nullable Position other) {
    return position == null || other == null
        ? this
        : new Consistency(later(position, other), age, outcome);
  }

  /** The later of two positions, of which either may be unknown. */
  public static @Nullable Position later(@Nullable Position one, @Nullable Position other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The position as it stands in bodies. */
  public @Nullable Long positionValue() {
    return valueOf(position);
  }

  /** A position as it stands in bodies. */
  public static @Nullable Long valueOf(@Nullable Position position) {
    return position == null ? null : position.value();
  }

  /** Rounded up: it may be older than it says by no part of a millisecond. */
  void writeTo(HttpHeaders headers) {
    write(position, headers);
    headers.set(AGE, Long.toString(age.plusNanos(999_999).toMillis()));
    headers.set(CACHE, outcome.name().toLowerCase(Locale.ROOT));
  }

  static void write(@Nullable Position position, HttpHeaders headers) {
    if (position != null) {
      headers.set(POSITION, position.toString());
    }
  }
}
