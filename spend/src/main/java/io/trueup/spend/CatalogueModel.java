package io.trueup.spend;

/**
 * A model of the catalogue.
 *
 * @param id the catalogue's id of it, unique within the provider
 * @param name for people
 * @param match which names mean it
 * @param prices what it costs
 */
public record CatalogueModel(String id, String name, Clause match, PriceList prices) {

  /** Checks the id. */
  public CatalogueModel {
    Identifiers.check("id", id);
  }
}
