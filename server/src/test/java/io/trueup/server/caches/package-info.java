@NullMarked
package io.trueup.server.caches;

import org.jspecify.annotations.NullMarked;
