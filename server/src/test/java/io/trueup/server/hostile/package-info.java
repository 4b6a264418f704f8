@NullMarked
package io.trueup.server.hostile;

import org.jspecify.annotations.NullMarked;
