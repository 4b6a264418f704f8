package io.trueup.ledger;

import io.trueup.cache.KeyCodec;
import io.trueup.spend.BudgetId;
import io.trueup.spend.ModelId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts of the views' keys: parts separated by slashes, each escaped; an absent part is ~. */
final class ViewKeys {
  static final KeyCodec<BudgetsKey> BUDGETS =
      KeyCodec.of(ViewKeys::textOfBudgets, ViewKeys::parseBudgets);
  static final KeyCodec<ModelId> PRICES =
      KeyCodec.of(key -> join(key.provider(), key.model()), ViewKeys::parseModel);

  private static final String ABSENT = "~";

  private ViewKeys() {}

  private static String textOfBudgets(BudgetsKey key) {
    if (key instanceof BudgetsKey.ById it) {
      return join("budget", it.budget().value());
    }
    BudgetsKey.OfSubject it = (BudgetsKey.OfSubject) key;
    return join("subject", it.organization(), it.project(), it.user());
  }

  private static BudgetsKey parseBudgets(String text) {
    List<@Nullable String> parts = split(text);
    if (parts.size() == 2 && "budget".equals(parts.get(0))) {
      return new BudgetsKey.ById(new BudgetId(part(parts, 1, text)));
    }
    if (parts.size() == 4 && "subject".equals(parts.get(0))) {
      return new BudgetsKey.OfSubject(part(parts, 1, text), parts.get(2), parts.get(3));
    }
    throw noKey(text);
  }

  private static ModelId parseModel(String text) {
    List<@Nullable String> parts = split(text);
    if (parts.size() != 2) {
      throw noKey(text);
    }
    return new ModelId(part(parts, 0, text), part(parts, 1, text));
  }

  private static String join(@Nullable String... parts) {
    return Arrays.stream(parts).map(ViewKeys::escaped).collect(Collectors.joining("/"));
  }

  private static String escaped(@Nullable String part) {
    return part == null
        ? ABSENT
        : URLEncoder.encode(part, StandardCharsets.UTF_8).replace(ABSENT, "%7E");
  }

  private static List<@Nullable String> split(String text) {
    return Arrays.stream(text.split("/", -1)).<@Nullable String>map(ViewKeys::plain).toList();
  }

  private static @Nullable String plain(String part) {
    return part.equals(ABSENT) ? null : URLDecoder.decode(part, StandardCharsets.UTF_8);
  }

  private static String part(List<@Nullable String> parts, int at, String text) {
    String part = parts.get(at);
    if (part == null) {
      throw noKey(text);
    }
    return part;
  }

  private static IllegalArgumentException noKey(String text) {
    return new IllegalArgumentException("key: no key has the text " + text);
  }
}
