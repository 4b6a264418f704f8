/** What others implement: change log, doorbell, transactions, second level, hottest keys. */
@NullMarked
package io.trueup.cache.spi;

import org.jspecify.annotations.NullMarked;
