/** Recording usage, and reading what was recorded. */
@NullMarked
package io.trueup.server.usage;

import org.jspecify.annotations.NullMarked;
