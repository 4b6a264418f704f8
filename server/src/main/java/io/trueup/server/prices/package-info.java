/** Prices: what models cost, and own prices. */
@NullMarked
package io.trueup.server.prices;

import org.jspecify.annotations.NullMarked;
