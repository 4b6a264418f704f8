@NullMarked
package io.trueup.server.health;

import org.jspecify.annotations.NullMarked;
