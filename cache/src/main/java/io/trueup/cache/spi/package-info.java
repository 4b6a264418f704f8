/** What others implement: change log, doorbell, transactions, second level. */
@NullMarked
package io.trueup.cache.spi;

import org.jspecify.annotations.NullMarked;
