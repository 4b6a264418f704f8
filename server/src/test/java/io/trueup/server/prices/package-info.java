@NullMarked
package io.trueup.server.prices;

import org.jspecify.annotations.NullMarked;
