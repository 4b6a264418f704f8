package io.trueup.server.prices;

import org.jspecify.annotations.Nullable;

/**
 * How to import a catalogue.
 *
 * @param dryRun whether to only say what would change; false where absent
 */
record ImportParameters(@Nullable Boolean dryRun) {
  boolean changesNothing() {
    return Boolean.TRUE.equals(dryRun);
  }
}
