package io.trueup.spend;

/**
 * The model of the catalogue that a name means.
 *
 * @param provider the id of the provider that has the model; a fallback's where it came from there
 * @param model the model
 */
public record CatalogueMatch(String provider, CatalogueModel model) {}
