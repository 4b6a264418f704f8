/** The commit-ordered change log in a relational database. */
@NullMarked
package io.trueup.changelog;

import org.jspecify.annotations.NullMarked;
