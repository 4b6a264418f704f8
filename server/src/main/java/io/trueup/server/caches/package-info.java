/** Looking into caches, and changing what they do. */
@NullMarked
package io.trueup.server.caches;

import org.jspecify.annotations.NullMarked;
