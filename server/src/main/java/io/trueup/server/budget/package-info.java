/** Budgets, where they stand, and whether they let a request pass. */
@NullMarked
package io.trueup.server.budget;

import org.jspecify.annotations.NullMarked;
