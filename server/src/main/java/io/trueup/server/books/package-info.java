/** The ledger as the controllers use it. */
@NullMarked
package io.trueup.server.books;

import org.jspecify.annotations.NullMarked;
