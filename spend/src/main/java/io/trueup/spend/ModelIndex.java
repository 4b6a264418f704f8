package io.trueup.spend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Finds the first model in file order that a name means. Most clauses are nothing but exact names:
 * those are one look-up. The others are asked in file order, and only as far as the model that the
 * look-up found.
 */
final class ModelIndex {

  private final List<CatalogueModel> models;
  private final Map<String, Integer> byExactName = new HashMap<>();
  private final List<Integer> toAsk = new ArrayList<>();

  ModelIndex(List<CatalogueModel> models) {
    this.models = models;
    for (int i = 0; i < models.size(); i++) {
      add(i, models.get(i).match());
    }
  }

  @Nullable CatalogueModel find(String name) {
    int found = byExactName.getOrDefault(name, models.size());
    for (int candidate : toAsk) {
      if (candidate >= found) {
        break;
      }
      if (models.get(candidate).match().matches(name)) {
        return models.get(candidate);
      }
    }
    return found < models.size() ? models.get(found) : null;
  }

  private void add(int position, Clause match) {
    match.exactNames().forEach(name -> byExactName.putIfAbsent(name, position));
    if (!match.isExact()) {
      toAsk.add(position);
    }
  }
}
