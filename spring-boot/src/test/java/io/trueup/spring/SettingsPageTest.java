package io.trueup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.spring.KnownSettings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.json.JsonParserFactory;

/** docs/settings.md names what there is, with its rule and its default, and nothing else. */
final class SettingsPageTest {
  private static final String OF_A_CACHE = "trueup.caches.<cache>.";

  /** Key, default and rule of a row with four columns. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(trueup\\.[^`]*)` \\| ([^|]*) \\| ([^|]*) \\| [^|]* \\|$");

  private final Map<String, MatchResult> rows = rows();

  @Test
  void everySettingIsThereAndNoOther() {
    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(KnownSettings.all("<cache>").keySet());
  }

  @Test
  void theRuleIsTheOneThatIsChecked() {
    for (Map.Entry<String, Setting<?>> known : KnownSettings.all("<cache>").entrySet()) {
      assertThat(row(known.getKey()).group(3))
          .as(known.getKey())
          .isEqualTo(known.getValue().rule());
    }
  }

  @Test
  void theDefaultIsTheOneThatIsBound() {
    Map<String, String> defaults = defaults();

    assertThat(defaults).hasSizeGreaterThan(10);
    defaults.forEach(
        (key, value) -> assertThat(row(key).group(2)).as(key).isEqualTo("`" + value + "`"));
  }

  @Test
  void aCachesDefaultIsThatOfItsPolicy() {
    var policy = CachePolicies.defaultOf("one of the application's");

    assertThat(row(OF_A_CACHE + "max-entries").group(2)).startsWith("`" + policy.maxEntries());
    assertThat(row(OF_A_CACHE + "max-staleness").group(2))
        .startsWith("`" + policy.maxStaleness().toMillis() + "ms`");
    assertThat(row(OF_A_CACHE + "load-timeout-hard").group(2))
        .startsWith("`" + policy.loadTimeoutHard().toSeconds() + "s`");
  }

  private MatchResult row(String key) {
    return Objects.requireNonNull(rows.get(key), key);
  }

  private static Map<String, MatchResult> rows() {
    Map<String, MatchResult> rows = new HashMap<>();
    ROW.matcher(page()).results().forEach(row -> rows.put(row.group(1), row));
    return rows;
  }

  private static String page() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("README.md")) ? here : here.resolveSibling("");
    try {
      return Files.readString(root.resolve("docs/settings.md"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** From what the compiler wrote down of {@link TrueupProperties}. */
  private static Map<String, String> defaults() {
    Map<String, String> defaults = new HashMap<>();
    for (Object property : (List<?>) the(metadata().get("properties"))) {
      Map<?, ?> one = (Map<?, ?>) property;
      if (one.containsKey("defaultValue")) {
        defaults.put(the(one.get("name")).toString(), the(one.get("defaultValue")).toString());
      }
    }
    return defaults;
  }

  private static <T> T the(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  private static Map<String, Object> metadata() {
    String file = "/META-INF/spring-configuration-metadata.json";
    try (InputStream in = TrueupProperties.class.getResourceAsStream(file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return JsonParserFactory.getJsonParser().parseMap(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
