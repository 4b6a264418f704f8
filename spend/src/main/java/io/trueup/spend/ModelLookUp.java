package io.trueup.spend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model was looked for in a catalogue. Immutable.
 *
 * @param asked the providers among whose models it was looked for, up to the one that has it; empty
 *     if the provider is not known
 * @param match what was found; null if nothing was
 */
public record ModelLookUp(List<String> asked, @Nullable CatalogueMatch match) {

  /** Copies the list. */
  public ModelLookUp {
    asked = List.copyOf(asked);
  }
}
