package io.trueup.spend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models of all providers and what they cost. Immutable and thread-safe; equal if the providers
 * are.
 *
 * <p>A match that was asked for before is one look-up. Remembered answers, absent ones included,
 * are at most {@value #MAX_REMEMBERED}, give or take one a thread; at that all are forgotten, which
 * costs time but never changes an answer.
 */
public final class Catalogue {

  static final int MAX_REMEMBERED = 10_000;

  private final List<Provider> providers;
  private final Map<String, Provider> byId = new HashMap<>();
  private final Map<String, ModelIndex> models = new HashMap<>();
  private final Map<ModelId, ModelLookUp> remembered = new ConcurrentHashMap<>();

  /**
   * A catalogue of these providers, in this order.
   *
   * @throws InvalidInputException if two have the same id, or a fallback is none of them
   */
  public Catalogue(List<Provider> providers) {
    this.providers = List.copyOf(providers);
    for (Provider provider : this.providers) {
      byId.put(provider.id(), provider);
      models.put(provider.id(), new ModelIndex(provider.models()));
    }
    checkIds();
  }

  /** The providers in file order; unmodifiable. */
  public List<Provider> providers() {
    return providers;
  }

  /** How many models there are. */
  public int size() {
    return providers.stream().mapToInt(provider -> provider.models().size()).sum();
  }

  /**
   * The provider that this name means: the one of this id, else the first whose API's addresses
   * begin like it, else the first whose rule matches. An address goes before the rules, since many
   * hold the name of another provider, as Azure's holds {@code openai}.
   */
  public Optional<Provider> provider(String name) {
    Provider exact = byId.get(name);
    return exact != null
        ? Optional.of(exact)
        : first(it -> it.isAt(name)).or(() -> first(it -> it.isMeantBy(name)));
  }

  private Optional<Provider> first(Predicate<Provider> which) {
    return providers.stream().filter(which).findFirst();
  }

  /**
   * What a provider's response says was used, and of which model.
   *
   * @param provider by any name that means it
   * @param apiFlavor the dialect of its API; null: its first
   * @throws InvalidInputException naming {@code provider} or {@code api_flavor} if they are not
   *     known, or each place in {@code response} that is not as the dialect has it
   */
  public UsageExtractor.Extracted extract(
      String provider, @Nullable String apiFlavor, ResponseValue response) {
    return named(provider)
        .orElseThrow(
            () -> new InvalidInputException("provider", "must be one that the catalogue knows"))
        .extractor(apiFlavor)
        .extract(response);
  }

  /**
   * The model that is meant. Asked in this order, until one is found: the provider with the model's
   * name as given; with the name in lower case; then each of the provider's fallbacks likewise. The
   * provider's own name is likewise taken as given, then in lower case. Only ASCII letters have a
   * case.
   */
  public Optional<CatalogueMatch> match(ModelId id) {
    return Optional.ofNullable(lookUp(id).match());
  }

  /** As {@link #match}, with whom it asked on the way. */
  public ModelLookUp lookUp(ModelId id) {
    @Nullable ModelLookUp known = remembered.get(id);
    return known != null ? known : remember(id, search(id));
  }

  int remembered() {
    return remembered.size();
  }

  private ModelLookUp remember(ModelId id, ModelLookUp found) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(id, found);
    return found;
  }

  private ModelLookUp search(ModelId id) {
    List<String> asked = new ArrayList<>();
    for (String provider : named(id.provider()).map(Catalogue::toAsk).orElse(List.of())) {
      asked.add(provider);
      Optional<CatalogueMatch> match = searchIn(provider, id.model());
      if (match.isPresent()) {
        return new ModelLookUp(asked, match.get());
      }
    }
    return new ModelLookUp(asked, null);
  }

  private static List<String> toAsk(Provider provider) {
    List<String> ids = new ArrayList<>(provider.fallbacks());
    ids.add(0, provider.id());
    return ids;
  }

  private Optional<Provider> named(String name) {
    return provider(name).or(() -> provider(ModelId.inLowerCase(name)));
  }

  private Optional<CatalogueMatch> searchIn(String provider, String model) {
    return found(provider, model).or(() -> found(provider, ModelId.inLowerCase(model)));
  }

  private Optional<CatalogueMatch> found(String provider, String model) {
    @Nullable ModelIndex index = models.get(provider);
    return Optional.ofNullable(index)
        .map(it -> it.find(model))
        .map(it -> new CatalogueMatch(provider, it));
  }

  private void checkIds() {
    Violations violations = new Violations();
    violations.refuseIf(byId.size() < providers.size(), "providers", "must have different ids");
    for (Provider provider : providers) {
      violations.refuseIf(
          !byId.keySet().containsAll(provider.fallbacks()),
          "fallback_model_providers",
          "must be providers of the catalogue, those of " + provider.id() + " are not");
    }
    violations.throwIfAny();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Catalogue it && it.providers.equals(providers);
  }

  @Override
  public int hashCode() {
    return providers.hashCode();
  }
}
