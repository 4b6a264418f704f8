package io.trueup.ledger;

import io.trueup.spend.CatalogueDifference;
import io.trueup.spend.ModelId;
import java.util.List;

/**
 * What importing a catalogue changed, or would change. Immutable.
 *
 * @param added models that have a price now
 * @param changed models whose price, rule or name is another
 * @param removed models that have none any more
 * @param keptOverrides how many own prices go on going before the catalogue's
 */
public record CatalogueImport(
    List<ModelId> added, List<ModelId> changed, List<ModelId> removed, int keptOverrides) {

  /** Copies the lists. */
  public CatalogueImport {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  static CatalogueImport of(CatalogueDifference difference, int keptOverrides) {
    return new CatalogueImport(
        difference.added(), difference.changed(), difference.removed(), keptOverrides);
  }
}
