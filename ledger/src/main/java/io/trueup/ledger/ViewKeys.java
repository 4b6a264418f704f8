package io.trueup.ledger;

import io.trueup.cache.KeyCodec;
import io.trueup.spend.BudgetId;
import io.trueup.spend.InvalidInputException;
import io.trueup.spend.ModelFilter;
import io.trueup.spend.ModelId;
import io.trueup.spend.Scope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * The texts of the views' keys, as they stand in paths, in the table of hot keys and in a second
 * level: user:acme/ann:monthly:2026-11. They are stable; what separates parts is
 * percent-encoded inside of ids. Reading a text writes it again and compares, so that no key has two
 * texts, and no two keys share one.
 */
final class ViewKeys {
  static final KeyCodec<Scope> SCOPE = codec(Scope::text, Scope::parse);
  static final KeyCodec<SpendKey> SPEND = codec(ViewKeys::text, ViewKeys::spend);
  static final KeyCodec<StatusKey> STATUS = codec(ViewKeys::text, ViewKeys::status);
  static final KeyCodec<BudgetsKey> BUDGETS = codec(ViewKeys::text, ViewKeys::budgets);
  static final KeyCodec<BreakdownKey> BREAKDOWN = codec(ViewKeys::text, ViewKeys::breakdown);
  static final KeyCodec<ModelId> PRICES = codec(ViewKeys::text, ViewKeys::model);

  private ViewKeys() {}

  /** Three times as long at most, so that two ids of 200 characters fit into a tag. */
  static String encoded(String id) {
    return id.replace("%", "%25").replace("/", "%2F").replace(":", "%3A");
  }

  static String decoded(String text) {
    return text.replace("%2F", "/").replace("%3A", ":").replace("%25", "%");
  }

  private static <K> KeyCodec<K> codec(Function<K, String> text, Function<String, K> parse) {
    return KeyCodec.of(
        text,
        given -> {
          K key;
          try {
            key = parse.apply(given);
          } catch (InvalidInputException | DateTimeException e) {
            throw new IllegalArgumentException("no key has the text " + given, e);
          }
          if (!text.apply(key).equals(given)) {
            throw unreadable(given);
          }
          return key;
        });
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException("no key has the text " + text);
  }

  /** The part before the separator and the part after it. */
  private static String[] halves(String text, int separator) {
    if (separator < 0) {
      throw unreadable(text);
    }
    return new String[] {text.substring(0, separator), text.substring(separator + 1)};
  }

  /** {@code user:acme/ann:monthly:2026-11}. */
  private static String text(SpendKey key) {
    return key.scope().text() + ":" + Windows.text(key.window());
  }

  private static SpendKey spend(String text) {
    int kind = text.indexOf(':');
    int end = text.startsWith("global:") ? kind : text.indexOf(':', kind + 1);
    String[] parts = halves(text, end);
    return new SpendKey(Scope.parse(parts[0]), Windows.parse(parts[1]));
  }

  /** {@code 42:monthly:2026-11}. */
  private static String text(StatusKey key) {
    return encoded(key.budget().value()) + ":" + Windows.text(key.window());
  }

  private static StatusKey status(String text) {
    String[] parts = halves(text, text.indexOf(':'));
    return new StatusKey(new BudgetId(decoded(parts[0])), Windows.parse(parts[1]));
  }

  /** {@code budget:42}, {@code subject:acme/search/ann}, {@code subject:acme//ann}. */
  private static String text(BudgetsKey key) {
    if (key instanceof BudgetsKey.ById it) {
      return "budget:" + encoded(it.budget().value());
    }
    BudgetsKey.OfSubject it = (BudgetsKey.OfSubject) key;
    return "subject:"
        + encoded(it.organization())
        + "/"
        + encoded(Rollups.textOf(it.project()))
        + "/"
        + encoded(Rollups.textOf(it.user()));
  }

  private static BudgetsKey budgets(String text) {
    String[] kind = halves(text, text.indexOf(':'));
    if (kind[0].equals("budget")) {
      return new BudgetsKey.ById(new BudgetId(decoded(kind[1])));
    }
    String[] ids = kind[1].split("/", -1);
    if (ids.length != 3) {
      throw unreadable(text);
    }
    return new BudgetsKey.OfSubject(decoded(ids[0]), idOf(ids[1]), idOf(ids[2]));
  }

  private static @Nullable String idOf(String text) {
    return Rollups.idOf(decoded(text));
  }

  /**
   * {@code model;organization:acme;2026-11-01T00:00:00Z/2026-12-01T00:00:00Z;UTC;openai/}, with the
   * filter last, whose parts may be empty.
   */
  private static String text(BreakdownKey key) {
    return String.join(
        ";",
        key.by().wireName(),
        key.scope().text().replace(";", "%3B"),
        key.from() + "/" + key.to(),
        key.zone().getId(),
        text(key.filter()));
  }

  private static String text(ModelFilter filter) {
    String text =
        encoded(Rollups.textOf(filter.provider())) + "/" + encoded(Rollups.textOf(filter.model()));
    return text.replace(";", "%3B");
  }

  private static BreakdownKey breakdown(String text) {
    String[] parts = text.split(";", -1);
    if (parts.length != 5) {
      throw unreadable(text);
    }
    String[] times = halves(parts[2], parts[2].indexOf('/'));
    return new BreakdownKey(
        dimension(parts[0]),
        Scope.parse(parts[1].replace("%3B", ";")),
        filter(parts[4].replace("%3B", ";")),
        Instant.parse(times[0]),
        Instant.parse(times[1]),
        ZoneId.of(parts[3]));
  }

  private static Dimension dimension(String name) {
    return Dimension.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static ModelFilter filter(String text) {
    String[] names = halves(text, text.indexOf('/'));
    return new ModelFilter(idOf(names[0]), idOf(names[1]));
  }

  /** {@code openrouter/google/gemini-2.5-flash}: the model is all behind the first slash. */
  private static String text(ModelId model) {
    return encoded(model.provider()) + "/" + model.model();
  }

  private static ModelId model(String text) {
    String[] names = halves(text, text.indexOf('/'));
    return new ModelId(decoded(names[0]), names[1]);
  }
}
