package io.trueup.spend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a newer catalogue changes. Immutable.
 *
 * @param added models, by the catalogue's names, in order
 * @param changed models whose price, rule or name is another
 * @param removed models
 * @param rematched providers of both catalogues in which a name may mean another model than before
 * @param renamed whether the name of a provider may mean another one than before, or other
 *     fallbacks
 */
public record CatalogueDifference(
    List<ModelId> added,
    List<ModelId> changed,
    List<ModelId> removed,
    List<String> rematched,
    boolean renamed) {

  /** Copies the lists. */
  public CatalogueDifference {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    rematched = List.copyOf(rematched);
  }

  /** What is other in {@code after}. O(models). */
  public static CatalogueDifference between(Catalogue before, Catalogue after) {
    Map<ModelId, CatalogueModel> old = models(before);
    Map<ModelId, CatalogueModel> now = models(after);
    return new CatalogueDifference(
        now.keySet().stream().filter(it -> !old.containsKey(it)).toList(),
        now.entrySet().stream()
            .filter(it -> !it.getValue().equals(old.getOrDefault(it.getKey(), it.getValue())))
            .map(Map.Entry::getKey)
            .toList(),
        old.keySet().stream().filter(it -> !now.containsKey(it)).toList(),
        rematched(before, after),
        !Naming.of(before).equals(Naming.of(after)));
  }

  /** All models that are named here, in this order. */
  public List<ModelId> models() {
    List<ModelId> models = new ArrayList<>(added);
    models.addAll(changed);
    models.addAll(removed);
    return Collections.unmodifiableList(models);
  }

  private static Map<ModelId, CatalogueModel> models(Catalogue catalogue) {
    Map<ModelId, CatalogueModel> models = new LinkedHashMap<>();
    for (Provider provider : catalogue.providers()) {
      provider.models().forEach(it -> models.put(new ModelId(provider.id(), it.id()), it));
    }
    return models;
  }

  private static List<String> rematched(Catalogue before, Catalogue after) {
    Map<String, List<Rule>> old = rules(before);
    return rules(after).entrySet().stream()
        .filter(it -> !it.getValue().equals(old.getOrDefault(it.getKey(), it.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, List<Rule>> rules(Catalogue catalogue) {
    Map<String, List<Rule>> rules = new LinkedHashMap<>();
    for (Provider provider : catalogue.providers()) {
      rules.put(
          provider.id(),
          provider.models().stream().map(it -> new Rule(it.id(), it.match())).toList());
    }
    return rules;
  }

  /** What decides which model a name means: this, and the order. */
  private record Rule(String model, Clause match) {}

  /** What decides which provider a name means: this, and the order. */
  private record Naming(
      String id,
      @Nullable Clause match,
      Clause.@Nullable Regex apiPattern,
      List<String> fallbacks) {

    static List<Naming> of(Catalogue catalogue) {
      return catalogue.providers().stream()
          .map(it -> new Naming(it.id(), it.match(), it.apiPattern(), it.fallbacks()))
          .toList();
    }
  }
}
