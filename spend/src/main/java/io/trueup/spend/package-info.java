/** The domain of AI spend: money, usage, prices, budgets, windows and verdicts, all pure values. */
@NullMarked
package io.trueup.spend;

import org.jspecify.annotations.NullMarked;
