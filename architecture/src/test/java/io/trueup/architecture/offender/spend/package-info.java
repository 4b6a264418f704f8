/** A fixture: a domain that breaks the rules. */
@NullMarked
package io.trueup.architecture.offender.spend;

import org.jspecify.annotations.NullMarked;
