package io.trueup.server.prices;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trueup.cache.Position;
import io.trueup.ledger.CatalogueImport;
import io.trueup.server.http.Consistency;
import io.trueup.spend.ModelId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an import changed, or would change.
 *
 * @param added how many models have a price now that had none
 * @param changed how many have another price, rule or name
 * @param removed how many have none any more
 * @param keptOverrides how many own prices go on going before the catalogue's
 * @param names of these models, as provider, slash and model: added, then changed, then removed
 * @param dryRun whether it was only asked for
 * @param position of the last change; absent where there was none
 */
record ImportBody(
    int added,
    int changed,
    int removed,
    int keptOverrides,
    List<String> names,
    boolean dryRun,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long position) {
  static ImportBody of(CatalogueImport report, boolean dryRun, @Nullable Position position) {
    return new ImportBody(
        report.added().size(),
        report.changed().size(),
        report.removed().size(),
        report.keptOverrides(),
        Stream.of(report.added(), report.changed(), report.removed())
            .flatMap(List::stream)
            .map(ModelId::toString)
            .toList(),
        dryRun,
        Consistency.valueOf(position));
  }
}
