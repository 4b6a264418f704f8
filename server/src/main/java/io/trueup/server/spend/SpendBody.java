package io.trueup.server.spend;

import io.trueup.server.http.ScopeForm;
import io.trueup.server.http.WindowBody;
import io.trueup.spend.Money;
import io.trueup.spend.Period;
import io.trueup.spend.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a scope spent in a window.
 *
 * @param scope whose spending
 * @param period the kind of window
 * @param window which window
 * @param cost what was spent
 * @param currency of the cost
 * @param requests how many requests that was
 * @param tokens how much was used, by unit
 * @param asOf when this was so
 * @param position up to where the log is contained
 */
record SpendBody(
    ScopeForm scope,
    Period period,
    WindowBody window,
    Money cost,
    String currency,
    long requests,
    Usage tokens,
    Instant asOf,
    @Nullable Long position) {}
