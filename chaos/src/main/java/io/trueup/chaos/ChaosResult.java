package io.trueup.chaos;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run. Immutable.
 *
 * @param nodes how many servers
 * @param seconds how long things broke
 * @param seed of clients and faults
 * @param without the mitigation that was out, or null
 * @param checked answers that were judged
 * @param changes that were committed
 * @param recorded records that were acknowledged
 * @param operations how often what was answered how
 * @param faults how often what struck
 * @param violations how many there were
 */
record ChaosResult(
    int nodes,
    long seconds,
    long seed,
    @Nullable String without,
    long checked,
    long changes,
    long recorded,
    Map<String, Long> operations,
    Map<String, Long> faults,
    long violations) {}
