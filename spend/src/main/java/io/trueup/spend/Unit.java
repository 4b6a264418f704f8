package io.trueup.spend;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What usage is counted in, by the names of the price catalogue. Each constant's {@link
 * #wireName()} is its name in lower case; what it is counted per, and the key of its price, come
 * from its {@link UnitFamily}.
 *
 * <p>A unit is described by its family and by dimensions (direction, modality, kind of token, time
 * to live of a cache write, kind of page or tool). It {@linkplain #contains contains} each unit of
 * the family that has all its dimensions and more: {@code cache_read_tokens} are input tokens.
 */
@SuppressWarnings("ImmutableEnumChecker")
public enum Unit {
  INPUT_TOKENS(UnitFamily.TOKENS, "input"),
  OUTPUT_TOKENS(UnitFamily.TOKENS, "output"),
  CACHE_READ_TOKENS(UnitFamily.TOKENS, "input", "cache_read"),
  CACHE_WRITE_TOKENS(UnitFamily.TOKENS, "input", "cache_write"),
  CACHE_WRITE_5M_TOKENS(UnitFamily.TOKENS, "input", "cache_write", "5m"),
  CACHE_WRITE_1H_TOKENS(UnitFamily.TOKENS, "input", "cache_write", "1h"),
  INPUT_TEXT_TOKENS(UnitFamily.TOKENS, "input", "text"),
  OUTPUT_TEXT_TOKENS(UnitFamily.TOKENS, "output", "text"),
  CACHE_TEXT_READ_TOKENS(UnitFamily.TOKENS, "input", "text", "cache_read"),
  CACHE_TEXT_WRITE_TOKENS(UnitFamily.TOKENS, "input", "text", "cache_write"),
  CACHE_TEXT_WRITE_5M_TOKENS(UnitFamily.TOKENS, "input", "text", "cache_write", "5m"),
  CACHE_TEXT_WRITE_1H_TOKENS(UnitFamily.TOKENS, "input", "text", "cache_write", "1h"),
  INPUT_AUDIO_TOKENS(UnitFamily.TOKENS, "input", "audio"),
  OUTPUT_AUDIO_TOKENS(UnitFamily.TOKENS, "output", "audio"),
  CACHE_AUDIO_READ_TOKENS(UnitFamily.TOKENS, "input", "audio", "cache_read"),
  CACHE_AUDIO_WRITE_TOKENS(UnitFamily.TOKENS, "input", "audio", "cache_write"),
  CACHE_AUDIO_WRITE_5M_TOKENS(UnitFamily.TOKENS, "input", "audio", "cache_write", "5m"),
  CACHE_AUDIO_WRITE_1H_TOKENS(UnitFamily.TOKENS, "input", "audio", "cache_write", "1h"),
  INPUT_IMAGE_TOKENS(UnitFamily.TOKENS, "input", "image"),
  OUTPUT_IMAGE_TOKENS(UnitFamily.TOKENS, "output", "image"),
  CACHE_IMAGE_READ_TOKENS(UnitFamily.TOKENS, "input", "image", "cache_read"),
  CACHE_IMAGE_WRITE_TOKENS(UnitFamily.TOKENS, "input", "image", "cache_write"),
  CACHE_IMAGE_WRITE_5M_TOKENS(UnitFamily.TOKENS, "input", "image", "cache_write", "5m"),
  CACHE_IMAGE_WRITE_1H_TOKENS(UnitFamily.TOKENS, "input", "image", "cache_write", "1h"),
  INPUT_VIDEO_TOKENS(UnitFamily.TOKENS, "input", "video"),
  OUTPUT_VIDEO_TOKENS(UnitFamily.TOKENS, "output", "video"),
  CACHE_VIDEO_READ_TOKENS(UnitFamily.TOKENS, "input", "video", "cache_read"),
  CACHE_VIDEO_WRITE_TOKENS(UnitFamily.TOKENS, "input", "video", "cache_write"),
  CACHE_VIDEO_WRITE_5M_TOKENS(UnitFamily.TOKENS, "input", "video", "cache_write", "5m"),
  CACHE_VIDEO_WRITE_1H_TOKENS(UnitFamily.TOKENS, "input", "video", "cache_write", "1h"),
  INPUT_TOOL_TOKENS(UnitFamily.TOKENS, "input", "tool"),
  INPUT_TEXT_TOOL_TOKENS(UnitFamily.TOKENS, "input", "text", "tool"),
  INPUT_AUDIO_TOOL_TOKENS(UnitFamily.TOKENS, "input", "audio", "tool"),
  INPUT_IMAGE_TOOL_TOKENS(UnitFamily.TOKENS, "input", "image", "tool"),
  INPUT_VIDEO_TOOL_TOKENS(UnitFamily.TOKENS, "input", "video", "tool"),
  OUTPUT_REASONING_TOKENS(UnitFamily.TOKENS, "output", "reasoning"),
  OUTPUT_TEXT_REASONING_TOKENS(UnitFamily.TOKENS, "output", "text", "reasoning"),
  OUTPUT_AUDIO_REASONING_TOKENS(UnitFamily.TOKENS, "output", "audio", "reasoning"),
  OUTPUT_IMAGE_REASONING_TOKENS(UnitFamily.TOKENS, "output", "image", "reasoning"),
  OUTPUT_VIDEO_REASONING_TOKENS(UnitFamily.TOKENS, "output", "video", "reasoning"),
  OUTPUT_CITATION_TOKENS(UnitFamily.TOKENS, "output", "citation"),
  OUTPUT_TEXT_CITATION_TOKENS(UnitFamily.TOKENS, "output", "text", "citation"),
  OUTPUT_AUDIO_CITATION_TOKENS(UnitFamily.TOKENS, "output", "audio", "citation"),
  OUTPUT_IMAGE_CITATION_TOKENS(UnitFamily.TOKENS, "output", "image", "citation"),
  OUTPUT_VIDEO_CITATION_TOKENS(UnitFamily.TOKENS, "output", "video", "citation"),
  INPUT_CHARACTERS(UnitFamily.CHARACTERS, "input"),
  INPUT_TEXT_MESSAGES(UnitFamily.MESSAGES, "input", "text"),
  AUDIO_SECONDS(UnitFamily.DURATIONS, "audio"),
  INPUT_AUDIO_SECONDS(UnitFamily.DURATIONS, "input", "audio"),
  OUTPUT_AUDIO_SECONDS(UnitFamily.DURATIONS, "output", "audio"),
  INPUT_PIXELS(UnitFamily.PIXELS, "input"),
  INPUT_DOCUMENT_PAGES(UnitFamily.DOCUMENT_PAGES, "input"),
  INPUT_ANNOTATED_DOCUMENT_PAGES(UnitFamily.DOCUMENT_PAGES, "input", "annotated"),
  RERANK_SEARCHES(UnitFamily.RERANK),
  WEB_SEARCHES(UnitFamily.TOOL_CALLS, "web_search"),
  SOCIAL_SEARCHES(UnitFamily.TOOL_CALLS, "social_search"),
  STORAGE_SEARCHES(UnitFamily.TOOL_CALLS, "storage_search"),
  CODE_EXECUTIONS(UnitFamily.TOOL_CALLS, "code_execution"),
  REQUESTS(UnitFamily.REQUESTS);

  private static final Map<String, Unit> BY_WIRE_NAME = index(Unit::wireName);
  private static final Map<String, Unit> BY_PRICE_KEY = index(Unit::priceKey);
  private static final Map<Unit, Set<Unit>> PARTS = parts();

  private final UnitFamily family;
  private final List<String> dimensions;
  private final String wireName;
  private final String priceKey;

  Unit(UnitFamily family, String... dimensions) {
    this.family = family;
    this.dimensions = List.of(dimensions);
    this.wireName = WireNames.of(this);
    this.priceKey = family.priceKey(wireName);
  }

  /**
   * The unit of this name.
   *
   * @throws InvalidInputException if the catalogue has none, naming {@code usage.<name>}
   */
  public static Unit ofWireName(String name) {
    return Optional.ofNullable(BY_WIRE_NAME.get(name))
        .orElseThrow(() -> new InvalidInputException("usage." + name, "is not a known unit"));
  }

  /**
   * The unit that this catalogue price key is for.
   *
   * @throws InvalidInputException if there is none, naming {@code unit_prices.<key>}
   */
  public static Unit ofPriceKey(String key) {
    return Optional.ofNullable(BY_PRICE_KEY.get(key))
        .orElseThrow(
            () -> new InvalidInputException("unit_prices." + key, "is not a known price key"));
  }

  /** The name in usage, such as {@code input_tokens}. */
  public String wireName() {
    return wireName;
  }

  /** The key of the price, such as {@code input_mtok}. */
  public String priceKey() {
    return priceKey;
  }

  /** What kind of thing is counted. */
  public UnitFamily family() {
    return family;
  }

  /** How many units the price is for, such as 1 000 000 tokens or 3 600 seconds. */
  public long per() {
    return family.per();
  }

  /** Whether this goes into a model. */
  public boolean isInput() {
    return dimensions.contains("input");
  }

  /** Whether this comes out of a model. */
  public boolean isOutput() {
    return dimensions.contains("output");
  }

  /** Whether every {@code other} is also one of these, without being the same unit. */
  public boolean contains(Unit other) {
    return parts(this).contains(other);
  }

  /** The units that this contains, at any depth. */
  static Set<Unit> parts(Unit whole) {
    return PARTS.getOrDefault(whole, Set.of());
  }

  /** The unit that counts just what is this and also {@code other}, if neither contains it all. */
  Optional<Unit> sharedWith(Unit other) {
    Set<String> both = new HashSet<>(dimensions);
    both.addAll(other.dimensions);
    return parts(this).stream()
        .filter(unit -> other.contains(unit) && both.equals(Set.copyOf(unit.dimensions)))
        .findFirst();
  }

  private boolean describes(Unit other) {
    return this != other && family == other.family && other.dimensions.containsAll(dimensions);
  }

  private static Map<String, Unit> index(Function<Unit, String> name) {
    return Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(name, unit -> unit));
  }

  private static Map<Unit, Set<Unit>> parts() {
    Map<Unit, Set<Unit>> parts = new EnumMap<>(Unit.class);
    for (Unit whole : values()) {
      Set<Unit> contained = EnumSet.noneOf(Unit.class);
      Arrays.stream(values()).filter(whole::describes).forEach(contained::add);
      parts.put(whole, Collections.unmodifiableSet(contained));
    }
    return Collections.unmodifiableMap(parts);
  }
}
