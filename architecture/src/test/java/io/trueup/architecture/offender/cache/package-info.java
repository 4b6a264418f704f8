/** A fixture: a cache that breaks the rules. */
@NullMarked
package io.trueup.architecture.offender.cache;

import org.jspecify.annotations.NullMarked;
